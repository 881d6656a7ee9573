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
