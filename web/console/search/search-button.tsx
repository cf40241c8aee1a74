import { useEffect, useState } from "react";
import { searchTexts as texts } from "../../texts/console/search.tsx";
import { SearchDialog } from "./search-dialog.tsx";

/**
 * Opens the search across the console, by a press or by Ctrl+K (⌘K). A single key such as `/` would be pressed by
 * mistake by people who speak to their computer (WCAG 2.2, 2.1.4).
 */
export function SearchButton() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      if (document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <button
        type="button"
        className="button button-plain button-small search-open"
        aria-keyshortcuts="Control+K Meta+K"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M11 11l3 3M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0z" />
        </svg>
        <span className="search-word">{texts.open}</span>
        <span className="search-keys" aria-hidden="true">
          {texts.shortcut}
        </span>
      </button>
      {open ? <SearchDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}
