import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import { detailsOf, type Minted, type MintServices, signAccessToken } from "../mint-tokens.ts";
import type { NarrowedGrant } from "../narrowed-grant.ts";

/**
 * Makes an access token from the subject token. It repeats to the letter what the subject token says of person, machine, login and proof:
 * no exchange makes a login look stronger or younger. It never outlives the subject token.
 *
 * @param jkt thumbprint of the key to which it is bound
 */
export function mintExchanged(
  services: MintServices,
  subject: AccessToken["claims"],
  grant: NarrowedGrant,
  jkt: string,
): Promise<Minted> {
  const { sub, auth_time, acr, amr, device, request, chain, proof } = subject;
  const claims = {
    sub,
    aud: [...grant.audience],
    client_id: grant.clientId,
    ...writtenScope(grant.scope),
    ...detailsOf(grant.details),
    auth_time,
    acr,
    amr,
    cnf: { jkt },
    device,
    request,
    chain,
    ...(proof === undefined ? {} : { proof }),
    parent: subject.jti,
    ...(grant.act === undefined ? {} : { act: grant.act }),
    ...(grant.lease === undefined ? {} : { lease: grant.lease }),
  };
  return signAccessToken(services, claims, grant.life, subject.exp);
}
