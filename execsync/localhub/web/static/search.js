// Finds pages while one types. What is found comes from the very view that answers without scripts.
const field = document.getElementById("q");
const found = document.getElementById("found");
const AGAIN = 1000;
let latest = Promise.resolve();
let asked = "";
let retry = 0;

function links() {
  return [...found.querySelectorAll("a")];
}

// What was asked and is still on its way must not open the list again.
function close() {
  clearTimeout(retry);
  asked = "";
  found.hidden = true;
}

async function look() {
  clearTimeout(retry);
  const wanted = field.value;
  if (!wanted.trim()) {
    close();
    return;
  }
  asked = wanted;
  const hits = await ask(wanted);
  if (wanted !== asked) return;
  if (hits) found.replaceChildren(...hits);
  else wait();
  found.hidden = false;
}

function wait() {
  // Nothing is written twice, since a screen reader would say it twice.
  if (!found.querySelector("[role=status]")) found.replaceChildren(noAnswer());
  retry = setTimeout(lookAgain, AGAIN);
}

function lookAgain() {
  latest = look();
}

// What the view of a search shows; null where there is no answer.
async function ask(words) {
  try {
    const answer = await fetch(`/search?${new URLSearchParams({ q: words })}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...document.adoptNode(page.getElementById("hits")).childNodes];
  } catch {
    return null;
  }
}

function noAnswer() {
  const note = document.createElement("p");
  note.className = "bad";
  note.setAttribute("role", "status");
  note.textContent = "The hub does not answer; it is asked again.";
  return note;
}

// The answer to what was typed last counts, however fast somebody presses a key.
async function move(step) {
  await latest;
  const all = links();
  const at = all.indexOf(document.activeElement) + step;
  (at < 0 ? field : (all[at] ?? all.at(-1)))?.focus();
}

async function follow() {
  await latest;
  const [first] = links();
  if (first && !found.hidden) location.assign(first.href);
}

function onKey(event) {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (found.hidden) return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") {
    field.focus();
    close();
  }
}

function isTyping(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

function onShortcut(event) {
  const isSlash = event.key === "/" && !isTyping(event.target) && !event.ctrlKey && !event.metaKey;
  const isCtrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!isSlash && !isCtrlK) return;
  event.preventDefault();
  field.focus();
  field.select();
}

export function openSearch() {
  const form = field.form;
  field.addEventListener("input", lookAgain);
  field.addEventListener("focus", lookAgain);
  form.addEventListener("keydown", onKey);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });
  document.addEventListener("keydown", onShortcut);
  document.addEventListener("click", (event) => form.contains(event.target) || close());
  document.addEventListener("focusin", (event) => form.contains(event.target) || close());
}
