import { makeVisible } from "./make-visible.ts";

/** Somebody's own word, quoted: fenced off, never able to turn the text around it (threat B7). */
export function Quoted({ text, longest }: { text: string; longest?: number }) {
  const shown = makeVisible(text);
  const cut = longest !== undefined && shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
  return (
    <bdi className="claimed">
      <code>{cut}</code>
    </bdi>
  );
}

/** A name that somebody chose: readable as it is, and nothing in it that a person could not see (threat B7). */
export function Named({ text }: { text: string }) {
  return <bdi>{makeVisible(text)}</bdi>;
}

/** A value exactly as it stands in the request. */
export function Exact({ text }: { text: string }) {
  return (
    <bdi>
      <code className="exact">{makeVisible(text)}</code>
    </bdi>
  );
}
