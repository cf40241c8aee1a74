import { EditorView } from "@codemirror/view";

/**
 * What is typed over a selection, put in by the editor itself. Left to the browser, it would keep the look of what stood there in a style
 * attribute, which the page's policy refuses and complains of (threat B5).
 */
export const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { data, inputType } = event;
    const { main } = view.state.selection;
    if (inputType !== "insertText" || data === null || main.empty || view.composing) return false;
    event.preventDefault();
    const typed = () =>
      view.state.update(view.state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
    // a bracket goes around what is selected
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, data, typed))) view.dispatch(typed());
    return true;
  },
});
