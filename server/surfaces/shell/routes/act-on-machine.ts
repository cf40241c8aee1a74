import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import { actOnMachine } from "../../../protocol/revocation/act-on-machine.ts";
import type { Services } from "../../services.ts";
import type { ActOnMachine, ActOnMachineAnswer } from "../revocation-messages.ts";

/** An administrator sets a machine aside, lets it go on, revokes it, calls it lost or has it enrolled anew. */
export const actOnMachineRoute =
  (services: Services) =>
  async (c: Call, { action, id, note }: ActOnMachine): Promise<Response> => {
    const acted = await actOnMachine(services, action, id, { by: SERVER_SHELL, note });
    return c.json(acted satisfies ActOnMachineAnswer);
  };
