import { Refused } from "@nearside/shared/refused.ts";
import { signDpop, verifyDpop } from "@nearside/shared/statements/dpop.ts";
import { valueAt } from "../kit/json.ts";
import { ADA, idOf, STARTED } from "../vectors/about.ts";
import { newParties } from "../vectors/parties.ts";
import { editText } from "./edit-text.ts";
import { spoil } from "./spoil.ts";
import { thrownBy } from "./statements-target.ts";
import type { Target } from "./target.ts";

const URL_OF_TOKENS = "https://login.example.com/oauth/token";

/** DPoP proofs (RFC 9449), as the server and an API check them. */
export const dpopTarget: Target = {
  name: "dpop",
  share: 20,
  open: async () => {
    const { session, stranger } = await newParties(ADA);
    const request = { method: "POST", url: URL_OF_TOKENS, iat: STARTED, jti: idOf("proof"), nonce: idOf("nonce") };
    const proof = await signDpop(session, { ...request, accessToken: "token", statement: idOf("statement") });
    const hands = {
      signers: new Map([[proof, session]]),
      stranger,
      others: [{ proof: await signDpop(stranger, request) }],
    };
    const verify = (text: unknown) => verifyDpop(text, "POST", URL_OF_TOKENS);
    return {
      send: async ({ recipe }) => {
        const { value, signed } = await spoil({ proof }, recipe.steps, hands);
        let text = valueAt(value, ["proof"]);
        if (typeof text === "string") for (const edit of recipe.edits) text = editText(text, edit);
        const thrown = await thrownBy(async () => {
          const { jkt } = await verify(text);
          if (text !== proof && jkt === session.thumbprint && !signed.has(String(text))) throw new Error("accepted");
        });
        return thrown === undefined || thrown instanceof Refused ? undefined : `threw ${thrown}`;
      },
      end: async () => {
        const thrown = await thrownBy(() => verify(proof));
        return thrown === undefined ? undefined : `the honest proof is refused: ${thrown}`;
      },
    };
  },
};
