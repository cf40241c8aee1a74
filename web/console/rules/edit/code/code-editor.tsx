import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, type StreamLanguage } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Text } from "@codemirror/state";
import { EditorView, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import { makeVisible } from "../../../../ui/make-visible.ts";
import { CODE_LOOK } from "./code-look.ts";
import { type CodeProblem, changeBetween, diagnosticsOf, offsetOf } from "./code-text.ts";

/**
 * Lets the editor itself insert what is typed over a selection. The browser would keep the old text's look in a style
 * attribute, which the page's policy refuses and complains of (threat B5).
 */
const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event;
    const { main } = view.state.selection;
    if (inputType !== "insertText" || data === null || main.empty || view.composing) return false;
    event.preventDefault();
    const typed = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    // An opening bracket goes around the selected text.
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, data, typed))) view.dispatch(typed());
    return true;
  },
});

interface CodeEditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly language: StreamLanguage<unknown> | StreamLanguage<never>;
  /** Undefined while no problems are known of this very text. */
  readonly problems: readonly CodeProblem[] | undefined;
  readonly complete?: CompletionSource;
  /** Moves the cursor to that place each time that this is another object. */
  readonly goTo?: { readonly line: number; readonly column: number } | undefined;
}

/**
 * A text with its colours, completions and problems. The editor lives in a shadow tree: there the browser accepts the
 * styles that the editor makes, which the page's policy forbids in the page itself (threat B5). Tab leaves the editor,
 * as it leaves any field.
 */
export function CodeEditor({ label, text, onChange, language, problems, complete, goTo }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  // Texts that the page was told of and has not handed back yet: while somebody types fast, the page is behind.
  const pending = useRef<string[]>([]);
  const typed = useEffectEvent((next: string) => {
    pending.current.push(next);
    onChange(next);
  });
  const extensions = useEffectEvent(() => [
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
    history(),
    lineNumbers(),
    highlightActiveLineGutter(),
    bracketMatching(),
    closeBrackets(),
    TYPED_OVER,
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
    // Characters that could not be seen are written out (threat B7).
    highlightSpecialChars({ addSpecialChars: /[\p{Cf}\u2800]/gu, render: unseen }),
    language,
    CODE_LOOK,
    autocompletion({ icons: false, override: complete === undefined ? [] : [complete] }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) typed(update.state.doc.toString());
    }),
  ]);
  const firstText = useEffectEvent(() => text);

  useEffect(() => {
    const host = place.current;
    if (host === null) return;
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    const made = new EditorView({
      state: EditorState.create({ doc: firstText(), extensions: extensions() }),
      parent: root,
      root,
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = undefined;
    };
  }, []);

  useEffect(() => {
    const made = view.current;
    if (made === undefined) return;
    const nth = pending.current.indexOf(text);
    pending.current.splice(0, nth < 0 ? pending.current.length : nth + 1);
    if (nth >= 0) return;
    const { doc } = made.state;
    const wanted = Text.of(text.split(/\r\n?|\n/));
    // A form changed the text. As one change, it can be undone here too.
    if (!wanted.eq(doc)) made.dispatch({ changes: changeBetween(doc.toString(), wanted.toString()) });
  }, [text]);

  useEffect(() => {
    const made = view.current;
    if (made === undefined || problems === undefined) return;
    made.dispatch(setDiagnostics(made.state, diagnosticsOf(made.state.doc, problems)));
  }, [problems]);

  useEffect(() => {
    const made = view.current;
    if (made === undefined || goTo === undefined) return;
    const at = offsetOf(made.state.doc, goTo.line, goTo.column);
    made.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    made.focus();
  }, [goTo]);

  return <div className="code-editor" ref={place} />;
}

function unseen(code: number): HTMLElement {
  const shown = document.createElement("span");
  shown.className = "cm-specialChar";
  shown.textContent = makeVisible(String.fromCodePoint(code));
  return shown;
}
