import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { RefusedView } from "./ends.tsx";

it.each([undefined, { reason: "words_differ", note: null }] as const)(
  "names a slip before an attack where the six words may have differed (%j)",
  (end) => {
    const [slip, attack, ...more] =
      renderToStaticMarkup(<RefusedView end={end} />).match(/misread|come between/g) ?? [];
    expect([slip, attack, more]).toEqual(["misread", "come between", []]);
  },
);
