import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConjurEmulator, startVaultEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { blocksOf } from "../../../test/docs/support/markdown.ts";
import { conjurPolicy, documentedPolicies, vaultPolicy } from "../../../test/docs/support/policies.ts";
import { type Job, manifest, podOf, unitFile, unitOf } from "./support/job.ts";
import { OLD, PRIMARY, type ScheduleWorld, scheduleWorld, start } from "./support/schedule-world.ts";

const LIMIT_MS = 60_000;
const HOUR_MS = 3_600_000;
const OLD_ENOUGH_DAYS = 91;
const LOGIN = "eyJhbGciOiJSUzI1NiJ9.login-of-the-rotation.c2lnbmF0dXJl";

/** A schedule with its store: what it runs, and the API key that the store gives out. */
interface Schedule {
  readonly job: Job;
  storedKey(): Promise<string | undefined>;
}

type Prepare = (world: ScheduleWorld) => Promise<Schedule>;

async function vault(jobFor: (url: string) => Job): Promise<Schedule> {
  const server = await startVaultEmulator({
    policies: { rotation: vaultPolicy(documentedPolicies("vault").rotation) },
    roles: [
      { method: "kubernetes", name: "mailjet-rotation", jwts: [LOGIN], policies: ["rotation"] },
      {
        method: "approle",
        name: "rotation",
        roleId: "role-of-the-rotation",
        secretIds: [{ secretId: LOGIN }],
        policies: ["rotation"],
      },
    ],
  });
  onTestFinished(() => server.close());
  server.put("secret/prod/mailjet", OLD);
  server.put("secret/admin/mailjet", PRIMARY);
  return {
    job: jobFor(server.url),
    async storedKey() {
      const headers = { "x-vault-token": server.rootToken };
      const answer = await fetch(`${server.url}/v1/secret/data/prod/mailjet`, { headers });
      return ((await answer.json()) as { data: { data: { apiKey: string } } }).data.data.apiKey;
    },
  };
}

async function conjur(jobFor: (url: string, login: string) => Job, isByToken: boolean): Promise<Schedule> {
  const { permits } = conjurPolicy(documentedPolicies("conjur").rotation);
  const permissions = Object.fromEntries(permits.map(({ variable, privileges }) => [variable, privileges]));
  const apiKey = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
  const login = "host/mailjet/rotation";
  const server = await startConjurEmulator({
    account: "prod",
    authenticators: ["authn-jwt/kubernetes"],
    roles: [{ login, apiKey, permissions }],
  });
  onTestFinished(() => server.close());
  server.setVariable("mailjet/credentials", JSON.stringify(OLD));
  server.setVariable("mailjet-admin/credentials", JSON.stringify(PRIMARY));
  return {
    job: jobFor(server.url, isByToken ? server.issueWebToken(login) : apiKey),
    storedKey: async () => JSON.parse(server.variable("mailjet/credentials") ?? "{}").apiKey,
  };
}

const vaultPlaces = (url: string) => ({ "https://vault.example.com:8200": url });
const conjurPlaces = (url: string) => ({ "https://conjur.example.com": url });
const SCHEDULES: Readonly<Record<string, Prepare>> = {
  "kubernetes/vault.yaml": (world) =>
    vault((url) => podOf(manifest("vault.yaml"), world.folder, LOGIN, vaultPlaces(url))),
  "kubernetes/conjur.yaml": (world) =>
    conjur((url, login) => podOf(manifest("conjur.yaml"), world.folder, login, conjurPlaces(url)), true),
  "systemd, vault.config.json": (world) =>
    vault((url) => {
      const files = { "role-id": "role-of-the-rotation\n", login: `${LOGIN}\n` };
      return unitOf("vault.config.json", world.folder, files, vaultPlaces(url));
    }),
  "systemd, conjur.config.json": (world) =>
    conjur((url, login) => {
      // As the comment in the unit says.
      const places = { ...conjurPlaces(url), "=admin/mailjet": "=mailjet-admin/credentials" };
      return unitOf("conjur.config.json", world.folder, { login: `${login}\n` }, places);
    }, false),
};

describe.each(Object.entries(SCHEDULES))("%s", (_name, prepare) => {
  it("does nothing as long as the key is young", async () => {
    const world = await scheduleWorld(89);
    const { job, storedKey } = await prepare(world);
    expect(await (await start(job, world)).ended).toMatchObject({ code: 0, outcome: "not-due" });
    expect(await storedKey()).toBe(OLD.apiKey);
    expect(world.mailjet.keys()).toHaveLength(2);
  });

  it(
    "replaces a key of 90 days, once: the next night it is not due",
    async () => {
      const world = await scheduleWorld(OLD_ENOUGH_DAYS);
      const { job, storedKey } = await prepare(world);
      const night = await start(job, world);
      await night.says(/Waiting for the old key to stay silent/);
      world.clock.putForward(HOUR_MS);
      expect(await night.ended).toMatchObject({ code: 0, outcome: "finished" });
      const active = world.mailjet.keys().filter(({ isActive, isMaster }) => isActive && !isMaster);
      expect(active.map(({ apiKey }) => apiKey)).toEqual([await storedKey()]);
      expect(active[0]?.apiKey).not.toBe(OLD.apiKey);
      expect(statSync(job.journal).mode & 0o777).toBe(0o600);
      const requests = world.mailjet.received.length;
      expect(await (await start(job, world)).ended).toMatchObject({ code: 0, outcome: "not-due" });
      expect(world.mailjet.received).toHaveLength(requests);
    },
    LIMIT_MS,
  );

  it(
    "goes on where it was, after it was killed and after exit code 75, and makes one key only",
    async () => {
      const world = await scheduleWorld(OLD_ENOUGH_DAYS);
      const { job, storedKey } = await prepare(world);
      world.mailjet.addWebhook(OLD.apiKey, { url: "https://hooks.example.com/mailjet", eventType: "bounce" });
      const first = await (await start(job, world)).ended;
      expect(first).toMatchObject({ code: 75, outcome: "waiting" });
      expect(first.stderr).toContain("Missing at the new key: webhook bounce");
      expect(await storedKey()).toBe(OLD.apiKey);
      const made = world.mailjet.keys().at(-1)?.apiKey ?? "";
      world.mailjet.addWebhook(made, { url: "https://hooks.example.com/mailjet", eventType: "bounce" });
      const second = await start(job, world);
      await second.says(/Waiting for the old key to stay silent/);
      second.kill();
      await second.ended;
      world.clock.putForward(HOUR_MS);
      expect(await (await start(job, world)).ended).toMatchObject({ code: 0, outcome: "finished" });
      expect(await storedKey()).toBe(made);
      expect(world.mailjet.keys()).toHaveLength(3);
    },
    LIMIT_MS,
  );
});

it("what docs/scheduled-rotation.md shows is what the job for Vault runs, and the unit", async () => {
  const shown = blocksOf("docs/scheduled-rotation.md")[0]?.code.trim();
  const [container] = manifest("vault.yaml").CronJob.spec.jobTemplate.spec.template.spec.containers;
  expect([...(container?.command ?? []), ...(container?.args ?? [])].join(" ")).toBe(shown);
  expect(unitFile("mailjet-rotation.service")("ExecStart").replace("%S", "/var/lib")).toBe(`/usr/bin/${shown}`);
});

describe("the manifests for Kubernetes", () => {
  it.each(["vault.yaml", "conjur.yaml"])("%s runs one job at a time, and none again at once", (name) => {
    const { CronJob, ServiceAccount } = manifest(name);
    const { spec } = CronJob.spec.jobTemplate;
    expect(CronJob.spec.concurrencyPolicy).toBe("Forbid");
    expect(CronJob.spec.schedule).toMatch(/^\d+ \d+ \* \* \*$/);
    expect(spec.backoffLimit).toBe(0);
    expect(spec.template.spec.restartPolicy).toBe("Never");
    expect(spec.template.spec.serviceAccountName).toBe(ServiceAccount.metadata.name);
    expect(spec.activeDeadlineSeconds * 1_000).toBeGreaterThan(3 * HOUR_MS);
  });
});

describe("the units for systemd", () => {
  it("are started every night, catch up, and take code 75 for an end as it should be", () => {
    const [service, timer] = [unitFile("mailjet-rotation.service"), unitFile("mailjet-rotation.timer")];
    expect([service("Type"), service("SuccessExitStatus")]).toEqual(["oneshot", "75"]);
    expect([timer("OnCalendar"), timer("Persistent")]).toEqual(["*-*-* 03:17:00", "yes"]);
  });

  it("are right to systemd itself, where it is there", () => {
    const folder = mkdtempSync(join(tmpdir(), "mailjet-secrets-units-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "units"));
    const files = ["mailjet-rotation.service", "mailjet-rotation.timer"].map((name) => {
      const text = readFileSync(join(import.meta.dirname, "../systemd", name), "utf8");
      // It looks whether the program is there.
      writeFileSync(join(folder, "units", name), text.replace("/usr/bin/mailjet-secrets", process.execPath));
      return join(folder, "units", name);
    });
    const { error, status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], {
      encoding: "utf8",
    });
    // Without systemd: what the other test has read is all that can be said.
    if (error !== undefined) expect(error).toMatchObject({ code: "ENOENT" });
    else
      expect({
        status,
        output: (stdout + stderr).split("\n").filter((line) => line.includes("mailjet-rotation")),
      }).toEqual({ status: 0, output: [] });
  });
});
