import { refuse } from "@nearside/shared/chain/refusal.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceKeyMoved } from "../../platform/audit/events/machines.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findParty } from "../../register/machines/find-party.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import { noteKeyMoved } from "../../register/machines/posture-store.ts";

/**
 * Records that a machine moved its device key from a file to its keyring (protocol §3.9). This is the machine's own statement, as
 * at its enrolment: whatever holds the key could make it. So it is an event, and a rule that must not depend on the statement asks
 * for `tpm`. A repeated statement changes nothing.
 *
 * @returns `proven` if a TPM was proven to hold the key: nothing is changed then, since a key can't leave a TPM
 * @throws Refused `device_revoked`, … of a key that is not active
 */
export function recordKeyInKeyring(services: WithClock & WithDb, deviceJkt: string): Promise<"recorded" | "proven"> {
  return logDeviceRefusal(services, "key_storage", { jkt: deviceJkt }, async () => {
    const now = services.clock();
    return services.db.transaction().execute(async (trx) => {
      await trx.selectFrom("devices").select("jkt").where("jkt", "=", deviceJkt).forNoKeyUpdate().execute();
      const party = await findParty(trx, { device: deviceJkt });
      if (party === undefined) refuse("device_unknown", "dpop");
      const { keyStorage } = party.device;
      if (keyStorage === "tpm") return "proven";
      if (keyStorage === "keyring") return "recorded";
      await trx.updateTable("devices").set({ key_storage: "keyring" }).where("jkt", "=", deviceJkt).execute();
      await noteKeyMoved(trx, deviceJkt, "keyring");
      await append(trx, deviceKeyMoved(now, deviceJkt, { from: keyStorage, to: "keyring" }));
      return "recorded";
    });
  });
}
