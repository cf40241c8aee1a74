/** The command line and the configuration read names by what the console does. */
export { displayNameSchema, userNameSchema } from "@nearside/shared/api/console/names.ts";
