import * as v from "valibot";
import { emptyBodySchema } from "../login-requests.ts";
import { read } from "./entry.ts";

// GET /api/console/processes: the settings that differ between the processes of the server. It has names and addresses, and no value.

const settingsSchema = v.strictObject({
  /** The address at which the process listens that answers, and that compared the others with itself. */
  process: v.string(),
  differing: v.array(
    v.strictObject({
      /** Its name in the configuration file, such as `policy.requirePeer`. */
      setting: v.string(),
      /** The addresses of the processes whose value is another one. */
      processes: v.array(v.string()),
    }),
  ),
});
export type ProcessSettings = v.InferOutput<typeof settingsSchema>;

export const processesApi = {
  settings: read("/api/console/processes", "log.read", emptyBodySchema, settingsSchema),
};
