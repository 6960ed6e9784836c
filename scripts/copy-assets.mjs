// Copies what pages take from npm packages into the workers that serve it; npm runs it after an install.
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const files = {
  "uplot/dist/uPlot.iife.min.js": "dashboard/public/vendor/uPlot.iife.min.js",
  "uplot/dist/uPlot.min.css": "dashboard/public/vendor/uPlot.min.css",
  "uplot/LICENSE": "dashboard/public/vendor/uPlot.LICENSE",
  "swagger-ui-dist/swagger-ui-bundle.js": "gateway/public/vendor/swagger-ui-bundle.js",
  "swagger-ui-dist/swagger-ui.css": "gateway/public/vendor/swagger-ui.css",
  "swagger-ui-dist/LICENSE": "gateway/public/vendor/swagger-ui.LICENSE",
};

for (const [from, to] of Object.entries(files)) {
  const target = join(root, "workers", to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(join(root, "node_modules", from), target);
}
