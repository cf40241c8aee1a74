import { MACHINE_ACTIONS, machineChangeSchema, machinesQuerySchema } from "@nearside/shared/api/console/machines.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import { consoleMachine, consoleMachineAction, consoleMachines, consoleMachinesExport } from "./machines.ts";

export const machineRows = (services: Services, { read, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read("/api/console/machines", "machines.read", machinesQuerySchema, consoleMachines(services)),
  read("/api/console/machines/export", "machines.read", machinesQuerySchema, consoleMachinesExport(services)),
  read("/api/console/machines/:id", "machines.read", emptyBodySchema, consoleMachine(services)),
  ...MACHINE_ACTIONS.map((action) => {
    const path = `/api/console/machines/:id/${action.replace("_", "-")}`;
    return change(path, "machines.manage", machineChangeSchema, consoleMachineAction(services, action));
  }),
];
