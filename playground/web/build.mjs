// Builds playground/static from playground/web/src: app.js, app.css, index.html and the licences of what is bundled.
// The same sources and lock file give the same bytes: no date, no absolute path, no source map.
import { build } from "esbuild";
import { copyFileSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static");

// The library scopes its styles by an id that every block repeats; a class does the same and keeps specificity low.
const scopeByClass = {
  name: "scope-by-class",
  setup(builder) {
    builder.onLoad({ filter: /slack-blocks-to-jsx[\\/]dist[\\/]style\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("#slack_blocks_to_jsx", ".slack_blocks_to_jsx"),
      loader: "css",
    }));
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.tsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2021"],
  jsx: "automatic",
  charset: "utf8",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [scopeByClass],
  metafile: true,
  logLevel: "info",
});

copyFileSync(join(here, "src", "index.html"), join(out, "index.html"));

// Several packages keep their licence beside them under different names; a bundle must carry each text.
const names = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(input);
  if (match) names.add(match[1]);
}
const parts = [
  "Third-party software bundled in app.js and app.css.",
  "slack-blocks-to-jsx itself includes packages of @yozora (MIT, Copyright (c) guanghechen).",
];
for (const name of [...names].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").trim() : `Licence: ${license}`;
  parts.push(`${"-".repeat(78)}\n${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n")}`);
}
writeFileSync(join(out, "licences.txt"), parts.join("\n\n") + "\n");
