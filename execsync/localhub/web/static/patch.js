// Makes one part of the page what another one is. What is the same in both stays the very element that it
// was, so that the focus, a selection, and the place on the screen stay with it.
export function patch(old, now) {
  if (old.isEqualNode(now)) return;
  if (!isElement(old) || old.tagName !== now.tagName || old.id !== now.id) {
    old.replaceWith(document.adoptNode(now));
    return;
  }
  patchAttributes(old, now);
  patchChildren(old, [...old.childNodes], [...now.childNodes]);
}

function patchAttributes(old, now) {
  for (const { name } of [...old.attributes]) {
    if (!now.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of now.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function patchChildren(parent, old, now) {
  while (old.length && now.length && old[0].isEqualNode(now[0])) {
    old.shift();
    now.shift();
  }
  let after = null;
  while (old.length && now.length && old.at(-1).isEqualNode(now.at(-1))) {
    after = old.pop();
    now.pop();
  }
  for (const { gone, come, before } of differing(old, now)) {
    patchRun(parent, gone, come, before ?? after);
  }
}

function patchRun(parent, gone, come, before) {
  const pairs = Math.min(gone.length, come.length);
  for (let at = 0; at < pairs; at += 1) patch(gone[at], come[at]);
  for (const node of gone.slice(pairs)) node.remove();
  for (const node of come.slice(pairs)) parent.insertBefore(document.adoptNode(node), before);
}

// The runs of nodes that differ, each with the element `before` which it stands and which both sides have.
function differing(old, now) {
  const places = new Map(old.map((node, place) => [keyOf(node), place]));
  const runs = [];
  let from = 0;
  let come = [];
  for (const node of now) {
    const place = isElement(node) ? (places.get(keyOf(node)) ?? -1) : -1;
    if (place < from) {
      come.push(node);
    } else {
      runs.push({ gone: old.slice(from, place), come, before: old[place] });
      from = place + 1;
      come = [];
    }
  }
  runs.push({ gone: old.slice(from), come, before: null });
  return runs;
}

function isElement(node) {
  return node.nodeType === Node.ELEMENT_NODE;
}

function keyOf(node) {
  return isElement(node) ? node.outerHTML : null;
}
