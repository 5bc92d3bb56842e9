"use strict";
// Leads to what is wrong, ties a slider to its number, follows a job, tells how long a form takes, sorts a
// table in place. The page works without it.

document.querySelector(".faults")?.focus();

const comma = document.documentElement.lang === "nb"; // as its numbers are written
for (const pair of document.querySelectorAll(".pair")) {
  const slider = pair.querySelector('input[type="range"]');
  const number = pair.querySelector("input.number");
  if (!slider || !number) continue;
  slider.hidden = false;
  slider.addEventListener("input", () => { number.value = comma ? slider.value.replace(".", ",") : slider.value; number.dispatchEvent(new Event("change", { bubbles: true })); });
  number.addEventListener("input", () => {
    const bare = number.value.replace(/\s/g, "");
    const given = Number(comma || !/^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(bare) ? bare.replace(",", ".") : bare.replaceAll(",", ""));
    if (bare !== "" && Number.isFinite(given)) slider.value = given;
  });
}

const job = document.querySelector("[data-progress]");
if (job) {
  const bar = job.querySelector("progress");
  const told = job.querySelector("[data-told]");
  const heard = job.querySelector('[role="status"]');
  let announced = "";
  const follow = async () => {
    let wait = 400;
    try {
      const answer = await fetch(job.dataset.progress, { headers: { accept: "application/json" } });
      const state = await answer.json();
      if (state.over) { window.location.reload(); return; }
      told.textContent = state.told;
      if (state.share === null) { bar.removeAttribute("value"); } else { bar.value = state.share; }
      if (state.announce !== announced) { announced = state.announce; heard.textContent = state.announce; }
    } catch (error) {
      told.textContent = job.dataset.lost;
      wait = 3000;
    }
    window.setTimeout(follow, wait);
  };
  follow();
}

for (const form of document.querySelectorAll("form[data-size]")) {
  const said = form.querySelector("[data-told]");
  const told = form.querySelector('input[name="told"]');
  let asked = 0;
  let waits = 0;
  const ask = async () => {
    const mine = ++asked;
    const fields = [...new FormData(form)].filter(([, given]) => typeof given === "string");
    if (told) said.textContent = said.dataset.wait;
    try {
      const answer = await fetch(form.dataset.size, { method: "POST", body: new URLSearchParams(fields) });
      const found = await answer.json();
      if (mine !== asked) return; // something was changed since
      said.textContent = found.size;
      if (told) { told.disabled = found.told === null; told.value = found.told ?? ""; }
    } catch (error) {
      said.textContent = "";
    }
  };
  form.addEventListener("input", () => { window.clearTimeout(waits); waits = window.setTimeout(ask, 500); });
  form.addEventListener("change", () => { window.clearTimeout(waits); waits = window.setTimeout(ask, 500); });
  if (told && told.disabled) ask();
}

const value = (cell) => {
  const given = cell.dataset.value;
  if (given === undefined) return cell.textContent.trim();
  return given === "" ? null : Number(given);
};
const alike = (a, b) => String(a).localeCompare(String(b), "nb");
const byName = (one, other) => alike(one.querySelector("th").textContent.trim(), other.querySelector("th").textContent.trim());
for (const table of document.querySelectorAll("table[data-sort]")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const link = head.querySelector("a");
    if (!link) return;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const now = head.getAttribute("aria-sort");
      const down = now === null ? head.classList.contains("number") : now === "ascending"; // text from A, numbers from most
      const rows = [...table.tBodies[0].rows];
      rows.sort((one, other) => {
        const [a, b] = [value(one.cells[column]), value(other.cells[column])];
        if (a === null || b === null) return (a === null) - (b === null) || byName(one, other); // without a figure last, either way
        const order = typeof a === "number" && typeof b === "number" ? a - b : alike(a, b);
        return (down ? -order : order) || byName(one, other);
      });
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      table.tBodies[0].append(...rows);
    });
  });
}
