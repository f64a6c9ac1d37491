// As soon as the terminal is connected the keys go to it, without a click.
window.addEventListener("DOMContentLoaded", () => {
  new MutationObserver((_, observer) => {
    if (document.body.classList.contains("-loaded")) {
      observer.disconnect();
      document.querySelector(".xterm-helper-textarea")?.focus();
    }
  }).observe(document.body, { attributeFilter: ["class"] });
});
