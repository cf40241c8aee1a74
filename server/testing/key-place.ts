import type { Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { Machine } from "../../test/kit/machine.ts";
import type { TestServer } from "./test-server.ts";

/** Records that the machine's key is there now, as an enrolment with a TPM or `nearside key move` would have left it. */
export const keepKey = ({ services }: TestServer, { device }: Pick<Machine, "device">, place: Proof["key_storage"]) =>
  services.db.updateTable("devices").set({ key_storage: place }).where("jkt", "=", device.thumbprint).execute();
