import { readOffboarding, writeOffboarding } from "@nearside/shared/evidence/offboarding-document.ts";
import { verifyOffboarding } from "@nearside/shared/evidence/verify-offboarding.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { jsonOf } from "../kit/json.ts";
import { newColleague } from "../steps/people.ts";
import { onServerShell } from "../steps/verifying.ts";
import { editText } from "./edit-text.ts";
import { spoil } from "./spoil.ts";
import { thrownBy } from "./statements-target.ts";
import type { Target } from "./target.ts";

/** Reports of people's leaving, which are handed around too (protocol §4.7). */
export const offboardingTarget: Target = {
  name: "offboarding",
  share: 1,
  open: async ({ stage }) => {
    const place = await stage();
    await newColleague(place, "leaver");
    const offboarded = await onServerShell(place, ["offboard", "leaver"], "leaver\n");
    if (offboarded.code !== 0) throw new Error(`nobody left: ${offboarded.stderr}`);
    const document = readOffboarding(offboarded.stdout);
    const honest = jsonOf(document);
    const hands = { signers: new Map(), stranger: place.parties.stranger, others: [honest] };
    const verify = (text: string) => {
      const { report, issuer } = readOffboarding(text);
      return verifyOffboarding(report, { issuer, serverKeys: place.serverKeys }).then(() => report);
    };
    return {
      send: async ({ message, recipe }) => {
        const { value } = await spoil(honest, recipe.steps, hands);
        let text = JSON.stringify(value, undefined, message % 2 === 0 ? undefined : 2);
        for (const edit of recipe.edits) text = editText(text, edit);
        let held: string | undefined;
        const thrown = await thrownBy(async () => {
          held = await verify(text);
        });
        if (held !== undefined) return held === document.report ? undefined : "it holds with another report";
        return thrown instanceof Refused ? undefined : `threw ${thrown}`;
      },
      end: async () =>
        (await verify(writeOffboarding(document))) === document.report ? undefined : "it no longer holds",
    };
  },
};
