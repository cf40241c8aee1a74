import { newRandomId } from "@nearside/shared/ids.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { detailsOf, type Minted, type MintServices } from "../mint-tokens.ts";
import type { NarrowedGrant } from "../narrowed-grant.ts";
import { statusUri } from "../status/status-places.ts";

/**
 * Makes an access token from the subject token. It repeats to the letter what the subject token says of person, machine, login and proof:
 * no exchange makes a login look stronger or younger. It never outlives the subject token.
 *
 * @param jkt thumbprint of the key to which it is bound
 */
export async function mintExchanged(
  services: MintServices,
  subject: AccessToken["claims"],
  grant: NarrowedGrant,
  jkt: string,
): Promise<Minted> {
  const iat = secondsNow(services);
  const exp = Math.min(iat + grant.life, subject.exp);
  const jti = newRandomId(services.random);
  const status = services.statusPlaces.next();
  const { sub, auth_time, acr, amr, device, request, chain, proof } = subject;
  const jws = await accessToken.sign(services.keys.signer, {
    iss: services.config.issuer,
    sub,
    aud: [...grant.audience],
    client_id: grant.clientId,
    ...writtenScope(grant.scope),
    ...detailsOf(grant.details),
    jti,
    iat,
    exp,
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
    status: { status_list: { idx: status.index, uri: statusUri(services.config.issuer, status.list) } },
  });
  return { jws, jti, iat, exp, status };
}
