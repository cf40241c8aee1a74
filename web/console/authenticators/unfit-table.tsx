import type { UnfitPasskey } from "@nearside/shared/api/console/authenticators.ts";
import { Link } from "wouter";
import { Named } from "../../ui/quoted.tsx";
import { AuthenticatorModel } from "./authenticator-model.tsx";
import { UNFIT_WORDS } from "./authenticator-words.ts";

/** Lists the passkeys that a policy would not accept, with whose they are, where, and why. */
export function UnfitTable({ rows }: { rows: readonly UnfitPasskey[] }) {
  return (
    <div className="table-scroll">
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Machine</th>
            <th scope="col">Authenticator</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ credential_id, user, machine, model, aaguid, verdict, reason }) => (
            <tr key={credential_id}>
              <td data-title="Person">
                <Link href={`/console/people/${user.id}`}>
                  <Named text={user.name} />
                </Link>
              </td>
              <td data-title="Machine">
                <Named text={machine.hostname} />
              </td>
              <td data-title="Authenticator">
                <span>
                  <AuthenticatorModel name={model} aaguid={aaguid} /> ({verdict})
                </span>
              </td>
              <td data-title="Why">{UNFIT_WORDS[reason]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
