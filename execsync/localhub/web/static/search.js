// Finds pages while one types. What is found comes from the very view that answers without scripts.
const field = document.getElementById("q");
const found = document.getElementById("found");
let latest = Promise.resolve();
let asked = "";

function links() {
  return [...found.querySelectorAll("a")];
}

function close() {
  found.hidden = true;
}

async function look() {
  asked = field.value;
  if (!asked.trim()) {
    close();
    return;
  }
  const wanted = asked;
  const answer = await fetch(`/search?${new URLSearchParams({ q: wanted })}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (wanted !== asked) return;
  found.replaceChildren(...document.adoptNode(page.getElementById("hits")).childNodes);
  found.hidden = false;
}

function move(step) {
  const all = links();
  const at = all.indexOf(document.activeElement) + step;
  (at < 0 ? field : (all[at] ?? all.at(-1)))?.focus();
}

// The answer to what was typed last counts, however fast somebody presses Enter.
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
    close();
    field.focus();
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
  field.addEventListener("input", () => (latest = look()));
  field.addEventListener("focus", () => (latest = look()));
  form.addEventListener("keydown", onKey);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    follow();
  });
  document.addEventListener("keydown", onShortcut);
  document.addEventListener("click", (event) => form.contains(event.target) || close());
  document.addEventListener("focusin", (event) => form.contains(event.target) || close());
}
