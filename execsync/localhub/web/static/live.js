// Keeps an open page up to date: where the hub tells of a change, the page is fetched anew, and the
// parts marked with data-live that differ are put in the place of the old ones.
"use strict";

const LOST = "No connection to the hub";
const lamp = document.getElementById("live");
const isLog = document.body.dataset.topic === "requests";
let stream = null;
let retry = 0;
let busy = false;
let again = false;

function tell(text) {
  // Nothing is written twice, since a screen reader would say it twice.
  if (lamp.textContent !== text) lamp.textContent = text;
  // Only after the first word, which is of no news to a reader who has just opened the page.
  lamp.setAttribute("role", "status");
  lamp.classList.toggle("is-lost", text === LOST);
}

function connect() {
  clearTimeout(retry);
  // A hidden tab keeps no connection: browsers have few to give to one host.
  if (stream || document.hidden) return;
  const { topic, mark } = document.body.dataset;
  stream = new EventSource(`/events?${new URLSearchParams({ topic, since: mark })}`);
  stream.onopen = () => tell("Live");
  stream.onmessage = refresh;
  stream.onerror = lose;
}

function disconnect() {
  clearTimeout(retry);
  stream?.close();
  stream = null;
}

// Instead of the browser's own new try, which would ask for what came after the last event: here it
// has to be for what came after the page that is shown.
function lose() {
  tell(LOST);
  disconnect();
  retry = setTimeout(connect, 1000);
}

async function refresh() {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      const answer = await fetch(location.href);
      swap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    lose();
  } finally {
    busy = false;
  }
}

function swap(fresh) {
  let changed = false;
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (!now) continue;
    keepOpen(old, fresh);
    if (now.isEqualNode(old)) continue;
    const focused = focusIn(old);
    old.replaceWith(document.adoptNode(now));
    if (focused) now.querySelector(focused)?.focus({ preventScroll: true });
    changed = true;
  }
  warn(fresh);
  document.title = fresh.title;
  document.body.dataset.mark = fresh.body.dataset.mark;
  if (changed && !isLog) tell(`Updated ${new Date().toLocaleTimeString()}`);
}

function keepOpen(old, fresh) {
  for (const details of old.querySelectorAll("details[id]")) {
    const twin = fresh.getElementById(details.id);
    if (twin) twin.open = details.open;
  }
}

function focusIn(part) {
  const element = document.activeElement;
  if (!part.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href && `a[href="${CSS.escape(href)}"]`;
}

function warn(fresh) {
  const seen = (page) => page.querySelector("input[name=seen]")?.value;
  const note = document.getElementById("meanwhile");
  if (note && seen(fresh) !== seen(document)) note.hidden = false;
}

document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
addEventListener("pagehide", disconnect);
addEventListener("pageshow", connect);
connect();
