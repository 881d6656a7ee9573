// An option that stands alone ("none of these") and the others untick each other at once.
// Without this script the server says so after "next".
for (const group of document.querySelectorAll("fieldset")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  group.addEventListener("change", ({ target }) => {
    if (!target.checked || !boxes.includes(target)) return;
    const isAlone = "alone" in target.dataset;
    for (const box of boxes) {
      if (box !== target && (isAlone || "alone" in box.dataset)) box.checked = false;
    }
  });
}

// A second press of a button that sends would only repeat what the server already knows.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[method=post]")) delete form.dataset.sent;
});
