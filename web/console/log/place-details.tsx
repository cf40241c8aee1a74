import type { LoginPlace } from "@nearside/shared/api/console/login-place.ts";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { shownFingerprint } from "../hosts/host-columns.tsx";
import { Detail } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.tsx";

/** Shows where a command line ran that was not on the machine itself, and how long that place lasted. Lines of a list of details. */
export function PlaceDetails({ place }: { place: LoginPlace }) {
  return place.kind === "ssh" ? <HostDetails host={place} /> : <ContainerDetails container={place} />;
}

function HostDetails({ host }: { host: Extract<LoginPlace, { kind: "ssh" }> }) {
  return (
    <>
      <Detail name="Ran on">
        <HostName host={host} />
      </Detail>
      <Detail name="Key of that host">
        <Exact text={shownFingerprint(host.fingerprint)} />
      </Detail>
      {host.hops.length === 0 ? null : (
        <Detail name="And beyond it, by its word">
          <ul className="plain-list">
            {keyed(host.hops).map(({ key, item: { name, fingerprint } }) => (
              <li key={key}>
                {name === null ? <Exact text={shownFingerprint(fingerprint)} /> : <Quoted text={name} />}
              </li>
            ))}
          </ul>
        </Detail>
      )}
      <Detail name="SSH session">
        <Lasted place={host} />
      </Detail>
    </>
  );
}

function HostName({ host: { name, known } }: { host: Extract<LoginPlace, { kind: "ssh" }> }) {
  if (name === null) return "a host that nobody knows";
  if (known === "enrolled") return <Named text={name} />;
  return (
    <>
      <Quoted text={name} /> (so the machine's known_hosts calls it)
    </>
  );
}

function ContainerDetails({ container }: { container: Extract<LoginPlace, { kind: "container" }> }) {
  const { name, id, runtime } = container;
  return (
    <>
      <Detail name="Ran in the container">
        {name === null ? null : <Quoted text={name} />} <Exact text={id} />
        {runtime === null ? null : ` (${runtime})`}
      </Detail>
      <Detail name="Container">
        <Lasted place={container} />
      </Detail>
    </>
  );
}

const Lasted = ({ place: { since, ended } }: { place: LoginPlace }) => (
  <>
    since {exactTime(since)}, {ended === null ? "no end known" : <>ended {exactTime(ended)}</>}
  </>
);
