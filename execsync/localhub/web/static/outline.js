// The outline marks the part of the page that is being read.
const LINKS = ".rail .outline a";

function current() {
  const [usual, line] = [innerHeight / 4, readingLine()];
  const reached = [...document.querySelectorAll(LINKS)].filter((link) => topOf(link) < line);
  // Near the end, what somebody has chosen cannot come up to the usual line, and stands below it.
  const chosen = reached.find((link) => link.hash === location.hash && topOf(link) >= usual);
  return (chosen ?? reached.at(-1))?.getAttribute("href");
}

function topOf(link) {
  const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  return heading?.getBoundingClientRect().top ?? Infinity;
}

// A quarter down the screen; over the last part of the page's way it sinks to the lower edge, past each heading there.
function readingLine() {
  const way = document.documentElement.scrollHeight - innerHeight;
  const last = Math.min(way, (innerHeight * 3) / 4);
  const left = way - scrollY;
  return innerHeight / 4 + (left < last ? (1 - left / last) * innerHeight * (3 / 4) : 0);
}

export function markOutline(page) {
  const href = current();
  for (const link of page.querySelectorAll(LINKS)) {
    if (link.getAttribute("href") === href) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// The outline may be longer than the screen.
function showCurrent() {
  const rail = document.querySelector(".rail");
  const link = rail?.querySelector("[aria-current]");
  if (!link) return;
  const [box, place] = [rail, link].map((element) => element.getBoundingClientRect());
  if (place.top < box.top || place.bottom > box.bottom) {
    rail.scrollTop += place.top - box.top - box.height / 2;
  }
}

export function followReader() {
  let due = false;
  const mark = () => {
    due = false;
    markOutline(document);
    showCurrent();
  };
  const notice = () => {
    if (!due) requestAnimationFrame(mark);
    due = true;
  };
  addEventListener("scroll", notice, { passive: true });
  addEventListener("resize", notice, { passive: true });
  // At the end of a page, what is chosen need not scroll it.
  addEventListener("hashchange", notice);
  markOutline(document);
}
