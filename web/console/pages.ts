import type { ConsolePage } from "./layout/sections.ts";

/** Every page of console and account, in the order of the sections. */
export const PAGES: readonly ConsolePage[] = [
  {
    path: "/console",
    permission: "account",
    load: async () => (await import("./overview/overview-page.tsx")).OverviewPage,
  },
  {
    path: "/console/people",
    permission: "people.read",
    load: async () => (await import("./people/people-page.tsx")).PeoplePage,
  },
  {
    path: "/console/people/import",
    permission: "people.manage",
    load: async () => (await import("./people/import-page.tsx")).ImportPage,
  },
  {
    path: "/console/people/new",
    permission: "people.manage",
    load: async () => (await import("./people/new-person-page.tsx")).NewPersonPage,
  },
  {
    path: "/console/people/:person",
    permission: "people.read",
    load: async () => (await import("./people/person-page.tsx")).PersonPage,
  },
  {
    path: "/console/people/:person/edit",
    permission: "people.manage",
    load: async () => (await import("./people/edit-person-page.tsx")).EditPersonPage,
  },
  {
    path: "/console/people/:person/groups",
    permission: "people.read",
    load: async () => (await import("./people/person-groups-page.tsx")).PersonGroupsPage,
  },
  {
    path: "/console/people/:person/logins",
    permission: "people.read",
    load: async () => (await import("./people/person-logins-page.tsx")).PersonLoginsPage,
  },
  {
    path: "/console/people/:person/offboard",
    permission: "people.manage",
    load: async () => (await import("./people/offboard-page.tsx")).OffboardPage,
  },
  {
    path: "/console/roll-out",
    permission: "roll_out.read",
    load: async () => (await import("./roll-out/roll-out-page.tsx")).RollOutPage,
  },
  {
    path: "/console/roll-out/versions",
    permission: "roll_out.read",
    load: async () => (await import("./roll-out/versions-page.tsx")).VersionsPage,
  },
  {
    path: "/console/hosts",
    permission: "hosts.read",
    load: async () => (await import("./hosts/hosts-page.tsx")).HostsPage,
  },
  {
    path: "/console/hosts/new",
    permission: "hosts.manage",
    load: async () => (await import("./hosts/new-host-page.tsx")).NewHostPage,
  },
  {
    path: "/console/hosts/import",
    permission: "hosts.manage",
    load: async () => (await import("./hosts/import-hosts-page.tsx")).ImportHostsPage,
  },
  {
    path: "/console/hosts/:host",
    permission: "hosts.read",
    load: async () => (await import("./hosts/host-page.tsx")).HostPage,
  },
  {
    path: "/console/groups",
    permission: "people.read",
    load: async () => (await import("./groups/groups-page.tsx")).GroupsPage,
  },
  {
    path: "/console/groups/new",
    permission: "groups.manage",
    load: async () => (await import("./groups/new-group-page.tsx")).NewGroupPage,
  },
  {
    path: "/console/groups/:group",
    permission: "people.read",
    load: async () => (await import("./groups/group-page.tsx")).GroupPage,
  },
  {
    path: "/console/groups/:group/edit",
    permission: "groups.manage",
    load: async () => (await import("./groups/edit-group-page.tsx")).EditGroupPage,
  },
  {
    path: "/console/enrolment",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/waiting-page.tsx")).WaitingPage,
  },
  {
    path: "/console/enrolment/all",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/enrolments-page.tsx")).EnrolmentsPage,
  },
  {
    path: "/console/enrolment/tickets",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/tickets-page.tsx")).TicketsPage,
  },
  {
    path: "/console/enrolment/of/:enrolment",
    permission: "enrolments.read",
    load: async () => (await import("./enrolment/enrolment-page.tsx")).EnrolmentPage,
  },
  {
    path: "/console/enrolment/tickets/new",
    permission: "tickets.manage",
    load: async () => (await import("./enrolment/new-tickets-page.tsx")).NewTicketsPage,
  },
  {
    path: "/console/machines",
    permission: "machines.read",
    load: async () => (await import("./machines/machines-page.tsx")).MachinesPage,
  },
  {
    path: "/console/machines/:machine",
    permission: "machines.read",
    load: async () => (await import("./machines/machine-page.tsx")).MachinePage,
  },
  {
    path: "/console/leases",
    permission: "machines.read",
    load: async () => (await import("./leases/leases-page.tsx")).LeasesPage,
  },
  {
    path: "/console/leases/:lease",
    permission: "machines.read",
    load: async () => (await import("./leases/lease-page.tsx")).LeasePage,
  },
  {
    path: "/console/authenticators",
    permission: "authenticators.read",
    load: async () => (await import("./authenticators/authenticators-page.tsx")).AuthenticatorsPage,
  },
  {
    path: "/console/authenticators/history",
    permission: "authenticators.read",
    load: async () => (await import("./authenticators/history-page.tsx")).HistoryPage,
  },
  {
    path: "/console/authenticators/metadata",
    permission: "authenticators.read",
    load: async () => (await import("./authenticators/metadata-page.tsx")).MetadataPage,
  },
  {
    path: "/console/authenticators/policy",
    permission: "authenticators.read",
    load: async () => (await import("./authenticators/policy-page.tsx")).PolicyPage,
  },
  {
    path: "/console/clients",
    permission: "clients.read",
    load: async () => (await import("./clients/clients-page.tsx")).ClientsPage,
  },
  {
    path: "/console/clients/new",
    permission: "clients.manage",
    load: async () => (await import("./clients/new-client-page.tsx")).NewClientPage,
  },
  {
    path: "/console/clients/ticket",
    permission: "clients.manage",
    load: async () => (await import("./clients/client-ticket-page.tsx")).ClientTicketPage,
  },
  {
    path: "/console/clients/:client",
    permission: "clients.read",
    load: async () => (await import("./clients/client-page.tsx")).ClientPage,
  },
  {
    path: "/console/log",
    permission: "log.read",
    load: async () => (await import("./log/logins-page.tsx")).LoginsPage,
  },
  {
    path: "/console/log/events",
    permission: "log.read",
    load: async () => (await import("./log/events-page.tsx")).EventsPage,
  },
  {
    path: "/console/log/:seq",
    permission: "log.read",
    load: async () => (await import("./log/event-page.tsx")).EventPage,
  },
  {
    path: "/console/log/login/:login",
    permission: "log.read",
    load: async () => (await import("./log/login-page.tsx")).LoginPage,
  },
  {
    path: "/console/archive",
    permission: "log.read",
    load: async () => (await import("./archive/archive-page.tsx")).ArchivePage,
  },
  {
    path: "/console/recovery",
    permission: "people.read",
    load: async () => (await import("./recovery/recoveries-page.tsx")).RecoveriesPage,
  },
  {
    path: "/console/recovery/break-glass",
    permission: "log.read",
    load: async () => (await import("./recovery/break-glass-page.tsx")).BreakGlassPage,
  },
  {
    path: "/console/recovery/new",
    permission: "recovery.start",
    load: async () => (await import("./recovery/new-recovery-page.tsx")).NewRecoveryPage,
  },
  {
    path: "/console/recovery/:recovery",
    permission: "people.read",
    load: async () => (await import("./recovery/recovery-page.tsx")).RecoveryPage,
  },
  {
    path: "/console/mail",
    permission: "mail.read",
    load: async () => (await import("./mail/mail-page.tsx")).MailPage,
  },
  {
    path: "/console/rules",
    permission: "rules.read",
    load: async () => (await import("./rules/book/rules-page.tsx")).RulesPage,
  },
  {
    path: "/console/rules/edit",
    permission: "rules.write",
    load: async () => (await import("./rules/edit/edit-rules-page.tsx")).EditRulesPage,
  },
  {
    path: "/console/rules/history",
    permission: "rules.read",
    load: async () => (await import("./rules/book/rules-history-page.tsx")).RulesHistoryPage,
  },
  {
    path: "/console/rules/history/:version",
    permission: "rules.read",
    load: async () => (await import("./rules/book/rules-version-page.tsx")).RulesVersionPage,
  },
  {
    path: "/console/rules/promote/:rule",
    permission: "rules.write",
    load: async () => (await import("./rules/trials/promote-page.tsx")).PromotePage,
  },
  {
    path: "/console/rules/replay",
    permission: "rules.write",
    load: async () => (await import("./rules/trials/replay-page.tsx")).ReplayPage,
  },
  {
    path: "/console/rules/replay/:replay",
    permission: "rules.write",
    load: async () => (await import("./rules/trials/replay-page.tsx")).BegunReplayPage,
  },
  {
    path: "/console/rules/what-if",
    permission: "rules.read",
    load: async () => (await import("./rules/trials/what-if-page.tsx")).WhatIfPage,
  },
  {
    path: "/approvals",
    permission: "account",
    load: async () => (await import("./approvals/approvals-page.tsx")).ApprovalsPage,
  },
  {
    path: "/approvals/:approval",
    permission: "account",
    load: async () => (await import("./approvals/approval-page.tsx")).ApprovalPage,
  },
  {
    path: "/account",
    permission: "account",
    load: async () => (await import("./account/account-page.tsx")).AccountPage,
  },
  {
    path: "/account/logins",
    permission: "account",
    load: async () => (await import("./account/own-logins-page.tsx")).OwnLoginsPage,
  },
  {
    path: "/account/leases",
    permission: "account",
    load: async () => (await import("./account/own-leases-page.tsx")).OwnLeasesPage,
  },
  {
    path: "/account/leases/:lease",
    permission: "account",
    load: async () => (await import("./account/own-lease-page.tsx")).OwnLeasePage,
  },
  {
    path: "/account/machines",
    permission: "account",
    load: async () => (await import("./account/own-machines-page.tsx")).OwnMachinesPage,
  },
  {
    path: "/account/passkeys",
    permission: "account",
    load: async () => (await import("./account/own-passkeys-page.tsx")).OwnPasskeysPage,
  },
  {
    path: "/account/sessions",
    permission: "account",
    load: async () => (await import("./account/own-sessions-page.tsx")).OwnSessionsPage,
  },
  {
    path: "/account/tokens",
    permission: "account",
    load: async () => (await import("./account/own-tokens-page.tsx")).OwnTokensPage,
  },
  {
    path: "/account/logins/elsewhere",
    permission: "account",
    load: async () => (await import("./account/foreign-logins-page.tsx")).ForeignLoginsPage,
  },
  {
    path: "/account/logins/:login",
    permission: "account",
    load: async () => (await import("./account/own-login-page.tsx")).OwnLoginPage,
  },
  {
    path: "/account/machines/:machine",
    permission: "account",
    load: async () => (await import("./account/own-machine-page.tsx")).OwnMachinePage,
  },
  {
    path: "/account/not-me/:what/:thing",
    permission: "account",
    load: async () => (await import("./account/not-me-page.tsx")).NotMePage,
  },
];
