import { NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";

/** Shows an authenticator's model, or the one that it claims: picture and name from the metadata, else its AAGUID. */
export function AuthenticatorModel({
  name,
  icon,
  aaguid,
}: {
  name: string | null;
  icon?: string | null;
  aaguid: string;
}) {
  return (
    <span className="model">
      {icon == null ? null : <img src={icon} alt="" width={24} height={24} loading="lazy" />}
      {name !== null ? (
        <Named text={name} />
      ) : aaguid === NO_AAGUID ? (
        authenticatorTexts.noModel
      ) : (
        <Exact text={aaguid} />
      )}
    </span>
  );
}
