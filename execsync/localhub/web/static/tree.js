// The tree of folders, as its reader left it on the page before: what is open, and how far it is scrolled.

const FOLDERS = "details[data-folder]";
const side = document.getElementById("side");
const open = new Map(JSON.parse(sessionStorage.getItem("folders") ?? "[]"));

// The header that asks for the folders which the reader has opened: a large tree comes without them.
export function openFolders() {
  const ids = [...open].filter(([, isOpen]) => isOpen).map(([id]) => encodeURIComponent(id));
  return ids.length ? { "Open-Folders": ids.join(",") } : {};
}

// Opens and closes the folders of a page as they are here. One that comes without its pages may just have been
// opened, and be told of in a moment.
export function keepFolders(page) {
  for (const folder of page.querySelectorAll(FOLDERS)) {
    const wish = isAway(folder) ? document.getElementById(folder.id)?.open : open.get(folder.dataset.folder);
    folder.open = wish ?? folder.open;
  }
}

// `refresh` fetches the page anew, with the folders that are open by then.
export function keepTree(refresh) {
  keepFolders(document);
  const away = [...document.querySelectorAll(FOLDERS)].some(
    (folder) => isAway(folder) && open.get(folder.dataset.folder),
  );
  const begin = away ? refresh() : Promise.resolve();
  begin.then(scroll);
  // A toggle does not bubble.
  side.addEventListener("toggle", (event) => note(event, refresh), { capture: true });
  addEventListener("pagehide", () => sessionStorage.setItem("scrolled", side.scrollTop));
}

function isAway(folder) {
  return "away" in folder.dataset;
}

function note(event, refresh) {
  const folder = event.target;
  if (!folder.matches(FOLDERS) || (isAway(folder) && !folder.open)) return;
  open.set(folder.dataset.folder, folder.open);
  sessionStorage.setItem("folders", JSON.stringify([...open].slice(-500)));
  if (isAway(folder)) refresh();
}

function scroll() {
  side.scrollTop = Number(sessionStorage.getItem("scrolled") ?? 0);
  const current = side.querySelector("[aria-current]");
  if (!current) return;
  const [box, link] = [side, current].map((element) => element.getBoundingClientRect());
  if (link.top < box.top || link.bottom > box.bottom) {
    side.scrollTop += link.top - box.top - box.height / 3;
  }
}
