import { readEvidence, writeEvidence } from "@nearside/shared/evidence/evidence.ts";
import { verifyEvidence } from "@nearside/shared/evidence/verify-evidence.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { Json } from "../kit/hostile-json.ts";
import { jsonOf, pathsOf, valueAt } from "../kit/json.ts";
import { redeemedLogin } from "../steps/logging-in.ts";
import { exportEvidence } from "../steps/verifying.ts";
import { editText } from "./edit-text.ts";
import { isStatement, spoil } from "./spoil.ts";
import { thrownBy } from "./statements-target.ts";
import type { Target } from "./target.ts";

/** Evidence files that people hand around (protocol §7). */
export const evidenceTarget: Target = {
  name: "evidence",
  share: 3,
  open: async ({ stage }) => {
    const place = await stage();
    const exported = await exportEvidence(place, [(await redeemedLogin(place)).id]);
    if (exported.code !== 0) throw new Error(`no evidence: ${exported.stderr}`);
    const honest = jsonOf(readEvidence(exported.stdout));
    const statements = pathsOf(honest).filter((path) => isStatement(valueAt(honest, path)));
    const hands = { signers: new Map(), stranger: place.parties.stranger, others: [honest] };

    const verify = async (text: string): Promise<string | undefined> => {
      const evidence = readEvidence(text);
      const { failed } = await verifyEvidence(evidence, place.serverKeys);
      if (failed !== null) return undefined;
      const written = jsonOf(evidence);
      const other = statements.find((path) => valueAt(written, path) !== valueAt(honest, path));
      return other === undefined ? undefined : `it holds with another ${other.join(".")}`;
    };
    return {
      send: async ({ message, recipe }) => {
        const { value } = await spoil(honest, recipe.steps, hands);
        let text = message % 2 === 0 ? JSON.stringify(value) : indented(value);
        for (const edit of recipe.edits) text = editText(text, edit);
        let found: string | undefined;
        const thrown = await thrownBy(async () => {
          found = await verify(text);
        });
        return thrown === undefined || (thrown instanceof Refused && thrown.code === "malformed")
          ? found
          : `threw ${thrown}`;
      },
      end: async () => {
        const { failed } = await verifyEvidence(readEvidence(writeEvidence(readEvidence(indented(honest)))), undefined);
        return failed === null ? undefined : "honest evidence no longer holds";
      },
    };
  },
};

const indented = (value: Json): string => JSON.stringify(value, undefined, 2);
