import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The palette of the pages, for the editor's own tree. No rule here may name an image by its data, because the page's
// policy refuses such images.

const COLOURS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: [tags.string], color: "var(--near)" },
  { tag: [tags.meta, tags.number, tags.atom], color: "var(--wait)" },
  { tag: tags.keyword, fontWeight: "650" },
  { tag: tags.typeName, color: "var(--near)", fontWeight: "650" },
  { tag: tags.operator, color: "var(--ink-soft)" },
]);

const underlined = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${colour}`,
  textDecorationSkipInk: "none",
});

const LOOK = EditorView.theme({
  "&": {
    color: "var(--ink)",
    backgroundColor: "var(--sheet)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    overflow: "hidden",
    fontSize: "0.875rem",
  },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "3px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", maxHeight: "70vh" },
  ".cm-content, .cm-gutter": { minHeight: "8rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-gutters": {
    color: "var(--ink-soft)",
    backgroundColor: "var(--sunk)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine": { backgroundColor: "transparent" },
  ".cm-activeLineGutter": { color: "var(--ink)", backgroundColor: "transparent", fontWeight: "650" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--near-soft)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--alert-soft)" },
  ".cm-specialChar": { color: "var(--alert)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--sheet)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    boxShadow: "var(--shadow)",
    maxWidth: "min(32rem, 92vw)",
    overflowWrap: "anywhere",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "92vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--near-ink)",
    backgroundColor: "var(--near)",
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.85" },
  ".cm-tooltip.cm-completionInfo": { fontFamily: "var(--sans)", padding: "0.5rem 0.75rem" },
  ".cm-lintRange-error": underlined("var(--alert)"),
  ".cm-lintRange-warning": underlined("var(--wait)"),
  ".cm-lintRange-active": { backgroundColor: "var(--alert-soft)" },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--alert)" },
  ".cm-lintPoint-warning::after": { borderBottomColor: "var(--wait)" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", padding: "0.35rem 0.75rem", whiteSpace: "pre-wrap" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--alert)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--wait)" },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--sunk)", borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": { backgroundColor: "var(--sheet)" },
  ".cm-panel.cm-panel-lint ul:focus [aria-selected]": { color: "var(--ink)", backgroundColor: "var(--near-soft)" },
  ".cm-panel.cm-panel-lint button[name='close']": { color: "var(--ink)", minWidth: "1.5rem", minHeight: "1.5rem" },
});

export const CODE_LOOK = [LOOK, syntaxHighlighting(COLOURS)];
