/** The pages of the roll-out. */
export const ROLL_OUT_TABS = [
  { title: "Policies", href: "/console/roll-out" },
  { title: "Versions", href: "/console/roll-out/versions" },
] as const;
