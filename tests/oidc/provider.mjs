// An identity provider for the journey `oidc`: npm `oidc-provider` with the pages it brings for trying things out.
//
//     node provider.mjs PORT REDIRECT_URI
//
// Whoever signs in as NAME has the address NAME@huadong-lift.example, which is verified unless the name begins with "unverified".
// It prints one line when it listens.
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "truckroll",
      client_secret: "a secret of the journey",
      redirect_uris: [redirect],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  cookies: { keys: ["only for the journey"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, email: `${id}@huadong-lift.example`, email_verified: !id.startsWith("unverified") }),
  }),
});

provider.listen(Number(port), "127.0.0.1", () => console.log(`listens as ${issuer}`));
