import type { AuthenticatorShown } from "@nearside/shared/api/console/authenticator-shown.ts";
import { Exact, Named } from "../../ui/quoted.tsx";

/** What an authenticator is, or only says that it is; by the number of its make where nobody knows its name. */
export function AuthenticatorName({ authenticator }: { authenticator: AuthenticatorShown }) {
  const { name, aaguid, icon, attested } = authenticator;
  return (
    <span className="authenticator">
      {icon === null ? null : <img src={icon} alt="" width="20" height="20" />}
      {name === null ? <Exact text={aaguid} /> : <Named text={name} />}
      {attested ? "" : " (its own word)"}
    </span>
  );
}
