import type { UnfitPasskey } from "@nearside/shared/api/console/authenticators.ts";
import { Link } from "wouter";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Named } from "../../ui/quoted.tsx";
import { AuthenticatorModel } from "./authenticator-model.tsx";

const texts = authenticatorTexts.preview.table;

/** Lists the passkeys that a policy would not accept, with whose they are, where, and why. */
export function UnfitTable({ rows }: { rows: readonly UnfitPasskey[] }) {
  return (
    <div className="table-scroll">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">{texts.person}</th>
            <th scope="col">{texts.machine}</th>
            <th scope="col">{texts.authenticator}</th>
            <th scope="col">{texts.why}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ credential_id, user, machine, model, aaguid, verdict, reason }) => (
            <tr key={credential_id}>
              <td data-title={texts.person}>
                <Link href={`/console/people/${user.id}`}>
                  <Named text={user.name} />
                </Link>
              </td>
              <td data-title={texts.machine}>
                <Named text={machine.hostname} />
              </td>
              <td data-title={texts.authenticator}>
                <span>
                  <AuthenticatorModel name={model} aaguid={aaguid} /> ({verdict})
                </span>
              </td>
              <td data-title={texts.why}>{authenticatorTexts.unfit[reason]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
