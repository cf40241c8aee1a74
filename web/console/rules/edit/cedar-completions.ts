import type { CompletionSource } from "@codemirror/autocomplete";
import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { makeVisible } from "../../../ui/make-visible.ts";
import { offersAt } from "./cedar-offers.ts";

/** What is looked at before the place: as much as what is offered there depends on, and more. Code units. */
const LOOKED_AT = 4000;

/** The editor's completions, of what the server says that there is. */
export const completionsFrom =
  (vocabulary: VocabularyAnswer): CompletionSource =>
  ({ state, pos, explicit }) => {
    const start = Math.max(0, pos - LOOKED_AT);
    const found = offersAt(state.sliceDoc(start, pos), vocabulary, explicit);
    if (found === undefined) return null;
    return {
      from: start + found.from,
      options: found.offers.map(({ text, detail, says }) => ({
        label: text,
        displayLabel: makeVisible(text),
        ...(detail === undefined ? {} : { detail: makeVisible(detail) }),
        ...(says === undefined ? {} : { info: says }),
      })),
    };
  };
