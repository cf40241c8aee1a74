/** Says how much longer than usual to look: `NEARSIDE_EFFORT=10 npx vitest run --project stages test/properties`. */
export const EFFORT = Math.max(1, Number(process.env["NEARSIDE_EFFORT"] ?? 1));
