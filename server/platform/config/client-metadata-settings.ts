import { hostOfClient } from "@nearside/shared/oauth/client-address.ts";
import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { resourceSchema, scopeSchema } from "./clients/scope-and-resource.ts";
import { list, yesOrNo } from "./values.ts";

const OFF = "off";
const ANY = "any";

/** The form of an address: in lower case, with a port only if it is not 443. */
const host = v.pipe(
  v.string(configTexts.text),
  v.maxLength(100, configTexts.shorter),
  v.regex(/^[a-z0-9.-]+(?::[1-9][0-9]{0,4})?$/, configTexts.clients.documentHost),
);

/** Programs that describe themselves at an address (protocol §6.1): from where, and what they may ask for. */
export const clientMetadataSetting = v.optional(
  v.strictObject({
    from: v.optional(
      v.pipe(
        list(host),
        v.check(
          (all) => all.length === 1 || (!all.includes(OFF) && !all.includes(ANY)),
          configTexts.clients.documentHosts,
        ),
        v.transform((all) => all.filter((one) => one !== OFF)),
      ),
      [],
    ),
    scopes: v.optional(list(scopeSchema), []),
    resources: v.optional(list(resourceSchema), []),
    /** Those hosts may be in a private network, or be this computer. */
    ownNetwork: v.optional(yesOrNo, false),
  }),
  {},
);

interface WhereFrom {
  readonly clientMetadata: { readonly from: readonly string[] };
}

/** True if a program may describe itself at that address. @param id any text */
export function mayDescribe({ clientMetadata: { from } }: WhereFrom, id: string): boolean {
  const at = hostOfClient(id);
  return at !== undefined && (from.includes(ANY) || from.includes(at));
}
