// Rules that keep the page safe (no markup from text) and the scripts of one hand.
import js from "@eslint/js";
import lit from "eslint-plugin-lit";
import noUnsanitized from "eslint-plugin-no-unsanitized";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["node_modules", "var", "web/static", ".venv*/**"] },
  {
    files: ["**/*.mjs"],
    extends: [js.configs.recommended],
    languageOptions: { globals: { console: "readonly", process: "readonly", URL: "readonly" } },
  },
  {
    files: ["web/scripts/**/*.ts"],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      lit.configs["flat/recommended"],
      noUnsanitized.configs.recommended,
    ],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "no-console": "error",
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "lit/directives/unsafe-html.js", message: "Text reaches the page as text." },
            { name: "lit/directives/unsafe-svg.js", message: "Text reaches the page as text." },
          ],
        },
      ],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text reaches the page as text." },
        { property: "outerHTML", message: "Text reaches the page as text." },
        { property: "insertAdjacentHTML", message: "Text reaches the page as text." },
        { object: "document", property: "write", message: "Text reaches the page as text." },
        { object: "Math", property: "random", message: "Use crypto.getRandomValues()." },
      ],
      "no-restricted-globals": ["error", "localStorage"],
      eqeqeq: ["error", "always", { null: "ignore" }], // `== null` asks for null and undefined at once
    },
  },
);
