// Comfort only: every page works without this file.
"use strict";

function copyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const label = button.textContent;
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText((source.value ?? source.textContent).trim().replace(/\s+/g, " "));
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}

// A page that says when it may change asks for itself again, unless someone is at work in it.
function refresh(main) {
  const seconds = Number(main.dataset.refresh);
  if (!seconds) return;
  setTimeout(async () => {
    if (document.hidden || main.contains(document.activeElement) && document.activeElement !== main) return refresh(main);
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
      const notices = main.querySelector(".notices");
      if (notices && !fresh.querySelector(".notices")) fresh.prepend(notices);
      main.replaceWith(fresh);
      copyButtons(fresh);
      refresh(fresh);
    } catch {
      refresh(main);
    }
  }, seconds * 1000);
}

copyButtons(document);
refresh(document.querySelector("main"));

// The first mistake of a form is where the reader should be.
document.querySelector("[data-focus]")?.focus();
