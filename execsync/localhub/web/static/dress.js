// What a page from the server lacks before it is shown: the reader's zone in its times, and buttons that copy code.
const two = (number) => String(number).padStart(2, "0");

export function clockTime(date) {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
}

function localTime(date) {
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day} ${clockTime(date)}`;
}

function copyButton() {
  const button = document.createElement("button");
  button.className = "copy";
  button.type = "button";
  button.textContent = "Copy";
  return button;
}

export async function copy(event) {
  const button = event.target.closest?.(".copy");
  if (!button) return;
  await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

export function dress(page) {
  for (const code of page.querySelectorAll(".prose .code:has(pre):not(:has(.copy))")) code.append(copyButton());
  for (const time of page.querySelectorAll("time[datetime]:not([title])")) {
    time.title = time.textContent;
    time.textContent = localTime(new Date(time.dateTime));
  }
}
