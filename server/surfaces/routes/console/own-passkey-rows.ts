import {
  MAX_ADD_PASSKEY,
  removePasskeyChangeSchema,
  renameMachineChangeSchema,
  renamePasskeyChangeSchema,
} from "@nearside/shared/api/console/own-passkeys.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { ADD_PASSKEY_PATH, addPasskeyChangeSchema } from "@nearside/shared/statements/passkey-addition.ts";
import type { ConsoleRoute, ConsoleRows } from "../../console/console-route.ts";
import type { Services } from "../../services.ts";
import {
  addPasskeyOptionsRoute,
  addPasskeyRoute,
  ownPasskeysRoute,
  removePasskeyRoute,
  renameMachineRoute,
  renamePasskeyRoute,
} from "./own-passkeys.ts";

/** Passkeys of one's own machines, and what one calls them (protocol §3.10). */
export const ownPasskeyRows = (services: Services, { read, ask, change }: ConsoleRows): readonly ConsoleRoute[] => [
  read(ADD_PASSKEY_PATH, "account", emptyBodySchema, ownPasskeysRoute(services)),
  change(ADD_PASSKEY_PATH, "account", addPasskeyChangeSchema, addPasskeyRoute(services), MAX_ADD_PASSKEY),
  ask(`${ADD_PASSKEY_PATH}/options`, "account", emptyBodySchema, addPasskeyOptionsRoute(services)),
  change(`${ADD_PASSKEY_PATH}/remove`, "account", removePasskeyChangeSchema, removePasskeyRoute(services)),
  change(`${ADD_PASSKEY_PATH}/rename`, "account", renamePasskeyChangeSchema, renamePasskeyRoute(services)),
  change("/api/console/account/machines/rename", "account", renameMachineChangeSchema, renameMachineRoute(services)),
];
