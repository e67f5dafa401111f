// Keeps an open page up to date: where the hub tells of a change, the page is fetched anew, and the
// parts marked with data-live are made what they are now.
import { clockTime, dress } from "./dress.js";
import { markOutline } from "./outline.js";
import { patch } from "./patch.js";
import { keepPlace } from "./place.js";
import { keepFolders, openFolders } from "./tree.js";

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
  stream.onopen = listen;
  stream.onmessage = refresh;
  stream.onerror = lose;
}

function listen() {
  tell("Live");
  if (again) refresh();
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

export async function refresh() {
  again = true;
  if (busy) return;
  busy = true;
  try {
    while (again) {
      again = false;
      const answer = await fetch(location.href, { headers: openFolders() });
      if (answer.status >= 500) throw new Error(answer.statusText);
      take(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    again = true;
    lose();
  } finally {
    busy = false;
  }
}

function take(fresh) {
  dress(fresh);
  const isNews = fresh.body.dataset.mark !== document.body.dataset.mark;
  const parts = [...document.querySelectorAll("[data-live]")]
    .map((old) => [old, fresh.getElementById(old.id)])
    .filter(([, now]) => now);
  for (const [old, now] of parts) keepOpen(old, now);
  keepFolders(fresh);
  markOutline(fresh);
  const changed = parts.filter(([old, now]) => !old.isEqualNode(now));
  keepPlace(() => changed.forEach(([old, now]) => patch(old, now)));
  warn(fresh);
  keepForms(fresh);
  document.title = fresh.title;
  document.body.dataset.mark = fresh.body.dataset.mark;
  if (changed.length && isNews && !isLog) tell(`Updated ${clockTime(new Date())}`);
}

// A part that folds is known by its id, or, in a text, by its summary.
function keepOpen(old, now) {
  const name = (part) => part.id || part.querySelector("summary")?.textContent;
  const folded = (page) => [...page.querySelectorAll("details:not([data-folder])")];
  const states = new Map(folded(old).map((part) => [name(part), part.open]));
  for (const part of folded(now)) part.open = states.get(name(part)) ?? part.open;
}

// Forms that were opened before the hub was started anew would be refused, with what was typed in them.
function keepForms(fresh) {
  const token = fresh.querySelector("input[name=token]")?.value;
  for (const field of document.querySelectorAll("input[name=token]")) field.value = token ?? field.value;
}

function warn(fresh) {
  const seen = (page) => page.querySelector("input[name=seen]")?.value;
  const note = document.getElementById("meanwhile");
  if (note && seen(fresh) !== seen(document)) note.hidden = false;
}

export function followHub() {
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  connect();
}
