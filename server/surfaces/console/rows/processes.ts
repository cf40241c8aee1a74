import { processesApi } from "@nearside/shared/api/console/processes.ts";
import type { WithProcesses } from "../../../platform/waiting/processes.ts";
import { settingsThatDiffer } from "../../../platform/waiting/settings-agree.ts";
import type { ConsoleRoute, ConsoleRows } from "../console-rows.ts";

export const processRows = (services: WithProcesses, { serve }: ConsoleRows): readonly ConsoleRoute[] => [
  serve(processesApi.settings, () => settingsThatDiffer(services)),
];
