import { makeVisible } from "./make-visible.ts";

/** Quotes the words of another party: they are fenced off, and can never turn the text around them (threat B7). */
export function Quoted({ text, longest }: { text: string; longest?: number }) {
  const shown = makeVisible(text);
  const cut = longest !== undefined && shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
  return (
    <bdi className="claimed">
      <code>{cut}</code>
    </bdi>
  );
}

/** Shows a name that a person chose: readable as it is, without anything that a person could not see (threat B7). */
export function Named({ text }: { text: string }) {
  return <bdi>{makeVisible(text)}</bdi>;
}

/** Shows a value exactly as it is in the request. */
export function Exact({ text }: { text: string }) {
  return (
    <bdi>
      <code className="exact">{makeVisible(text)}</code>
    </bdi>
  );
}
