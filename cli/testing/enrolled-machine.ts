import type { User } from "@nearside/shared/claims.ts";
import type { DeviceKey } from "../keys/device-key.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";

/** An enrolled machine whose key a test made, as it is loaded, but without its file. */
export function machineWith(issuer: string, user: User, deviceKey: DeviceKey): EnrolledMachine {
  return {
    issuer,
    user,
    receipts: [],
    id: deviceKey.signer.thumbprint,
    keyStorage: "file",
    keptIn: "file",
    isVisit: false,
    deviceKey: async () => deviceKey,
    deviceSigner: async () => deviceKey.signer,
  };
}
