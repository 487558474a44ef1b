// The figures of an import as they change. Without this the page is asked for again every few seconds.
const page = document.querySelector("[data-events]");
const source = new EventSource(page.dataset.events);
const shown = (count) => count.toLocaleString("en");

function show(event) {
  const told = JSON.parse(event.data);
  if (told.state !== page.dataset.state) {
    source.close();
    location.reload();
    return;
  }
  const counts = told.confirmedAt === null ? told.expected : told.outcomes;
  page.querySelector("progress").value = told.done;
  page.querySelector("[data-done]").textContent = shown(told.done);
  for (const cell of page.querySelectorAll("[data-outcome]")) {
    const count = counts[cell.dataset.outcome];
    cell.textContent = shown(count);
    cell.parentElement.hidden = count === 0;
  }
}

for (const state of ["checking", "ready", "running", "done", "stopped"]) source.addEventListener(state, show);
source.addEventListener("end", () => source.close());
