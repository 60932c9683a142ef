"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  const voices = [...document.querySelectorAll(".voice")].map((node) => ({
    node,
    words: node.textContent.toLowerCase(),
    departments: node.dataset.departments.split(" "),
    points: node.dataset.points.split(" "),
    polarities: node.dataset.polarities.split(" "),
  }));
  let point = "";

  function show() {
    const words = $("search").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const department = $("department").value;
    const polarity = $("polarity").value;
    let shown = 0;
    for (const voice of voices) {
      const on =
        words.every((word) => voice.words.includes(word)) &&
        (!department || voice.departments.includes(department)) &&
        (!polarity || voice.polarities.includes(polarity)) &&
        (!point || voice.points.some((own) => own === point || own.startsWith(point + ".")));
      voice.node.hidden = !on;
      shown += on;
    }
    $("count").textContent = shown + " / " + voices.length + " 条";
    $("none").hidden = shown > 0;
    $("clear").hidden = !(words.length || department || polarity || point);
  }

  function choosePoint(id, name) {
    point = id;
    $("point").hidden = !id;
    $("point").textContent = name + " ×";
    show();
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-point],[data-department]");
    if (!target || target.tagName !== "BUTTON") return;
    event.preventDefault();
    if (target.dataset.point) choosePoint(target.dataset.point, target.firstChild.textContent.trim() || target.textContent.trim());
    else { $("department").value = target.dataset.department; show(); }
    if (!target.closest(".voice")) $("voices").scrollIntoView({ behavior: "smooth" });
  });
  $("point").addEventListener("click", () => choosePoint("", ""));
  $("clear").addEventListener("click", () => {
    $("search").value = $("department").value = $("polarity").value = "";
    choosePoint("", "");
  });
  for (const id of ["search", "department", "polarity"]) $(id).addEventListener("input", show);
  window.addEventListener("beforeprint", () => document.querySelectorAll(".tree details").forEach((node) => (node.open = true)));
  show();
})();
