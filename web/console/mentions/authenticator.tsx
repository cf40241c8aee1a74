import type { AuthenticatorShown } from "@nearside/shared/api/console/authenticator-shown.ts";
import { mentionTexts as texts } from "../../texts/console/mentions.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";

/**
 * Names an authenticator by its model, or by its AAGUID if no metadata names it, and says if nothing but the
 * authenticator itself vouches for that.
 */
export function AuthenticatorName({ authenticator }: { authenticator: AuthenticatorShown }) {
  const { name, aaguid, icon, attested } = authenticator;
  return (
    <span className="authenticator">
      {icon === null ? null : <img src={icon} alt="" width="20" height="20" />}
      {name === null ? <Exact text={aaguid} /> : <Named text={name} />}
      {attested ? "" : texts.authenticator.notAttested}
    </span>
  );
}
