// Customers from a spreadsheet: twenty thousand companies with five hundred faulty rows are checked and imported; exactly those
// rows are refused, each with row, column and reason; the import is taken back and leaves nothing. And the list goes out as a
// table.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { assertAccessible, eventually, openWorld, PHONE, screenshot, watchErrors } from "./harness.mjs";
import { enterDesk, openDesk, prefer } from "./people.mjs";
import { cellsOf, workbook } from "./tables.mjs";

const ROWS = 20_000;
const ends = [];
let world;
let desk;

before(async () => {
  world = await openWorld({ after: (end) => ends.push(end) });
  desk = await openDesk(world.url);
});

after(async () => {
  for (const end of ends) await end();
});

const button = (page, name) => page.getByRole("button", { name });

async function openOffice(account = "dana", language = "en", theme = "system", more = {}) {
  const office = await world.desktop(more);
  await prefer(office, language, theme);
  office.setDefaultTimeout(20_000);
  const page = await office.newPage();
  await enterDesk(page, account);
  return page;
}

const total = async () => (await desk.write("POST", "/companies/query", {})).total;

const CITIES = [
  ["上海市", "上海", "南京东路", "021-63"],
  ["北京市", "北京", "建国门外大街", "010-65"],
  ["广东省", "深圳", "深南大道", "0755-8"],
  ["Zhejiang", "Hangzhou", "West Lake Avenue", "+86 571 87"],
  ["Jiangsu", "Suzhou", "Industrial Park Road", "+86 512 6"],
];
const TRADES = ["电梯工程有限公司", "物业管理公司", "Property Services", "Lift Works", "酒店", "Medical Centre"];

// What is wrong with every fortieth row: the column, and what stands in it. The sixth repeats a name.
const FAULTS = [
  [0, ""],
  [1, "ask reception"],
  [3, "office(at)example.cn"],
  [7, "next spring"],
  [8, "nobody-here"],
  [0, "again"],
];

// The file, and the numbers of its faulty rows with the column that is wrong.
function table() {
  const rows = [["公司名称", "电话", "手机", "邮箱", "省份", "城市", "详细地址", "服务截止", "负责人", "备注", "内部编号"]];
  const faulty = new Map();
  for (let n = 0; n < ROWS; n += 1) {
    const [province, city, street, area] = CITIES[n % CITIES.length];
    const digits = String(n).padStart(6, "0");
    const row = [
      `${city} ${digits} ${TRADES[n % TRADES.length]}`,
      area.startsWith("+") ? `${area}${digits.slice(0, 2)} ${digits.slice(2)}` : `${area}${digits.slice(-6)}`,
      13_500_000_000 + n,
      `office${n}@example.cn`,
      province,
      city,
      `${street} ${(n % 999) + 1} 号`,
      `2027-${String((n % 12) + 1).padStart(2, "0")}-${String((n % 28) + 1).padStart(2, "0")}`,
      n % 3 === 0 ? "dana" : "",
      n % 7 === 0 ? "=2+2" : "",
      n,
    ];
    if (n % 40 === 39) {
      const [column, cell] = FAULTS[((n - 39) / 40) % FAULTS.length];
      row[column] = cell === "again" ? rows[n][0] : cell;
      faulty.set(n + 2, rows[0][column]);
    }
    rows.push(row);
  }
  return { bytes: workbook(rows), faulty };
}

test("a spreadsheet of 20,000 companies: 500 faulty rows are refused by row, column and reason; taking it back leaves nothing", { timeout: 900_000 }, async () => {
  const { bytes, faulty } = table();
  assert.equal(faulty.size, 500);
  const before = await total();
  const page = await openOffice();
  const errors = watchErrors(page);
  await page.goto("/desk/customers?tab=companies");
  await page.getByRole("link", { name: "Import" }).click();
  await page.getByRole("heading", { name: "Import customers" }).waitFor();
  await page.getByText("Nothing was imported yet.").waitFor();
  await assertAccessible(page, "choosing a file");
  await screenshot(page, "import-file");
  const file = { name: "客户 2026.xlsx", mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", buffer: bytes };
  await page.locator('input[type="file"]').setInputFiles(file);

  // The columns are guessed; the one nobody knows is passed over.
  await page.getByRole("heading", { name: "客户 2026.xlsx" }).waitFor({ timeout: 60_000 });
  assert.equal(await page.getByLabel("Field for 公司名称").inputValue(), "name");
  assert.equal(await page.getByLabel("Field for 服务截止").inputValue(), "service_to");
  assert.equal(await page.getByLabel("Field for 内部编号").inputValue(), "");
  await page.getByText("One column is passed over.").waitFor();
  await page.getByLabel("Field for 公司名称").selectOption("source");
  await button(page, "Check only").click();
  await page.getByText("Say which column is the name.").waitFor();
  await page.getByLabel("Field for 公司名称").selectOption("name");
  await page.getByLabel("Field for 内部编号").selectOption("serial_number");
  await assertAccessible(page, "the columns");
  await screenshot(page, "import-columns");
  const address = page.url();
  const id = address.split("/").at(-1);

  // A check says what the import will say.
  await button(page, "Check only").click();
  await page.getByRole("heading", { name: "Result of the check" }).waitFor({ timeout: 240_000 });
  assert.equal(await total(), before, "nothing was stored");
  await page.getByRole("heading", { name: "500 rows were refused" }).waitFor();
  await assertAccessible(page, "the result of a check");
  await screenshot(page, "import-check");
  const checked = await desk.read(`/imports/${id}`);

  await button(page, "Import 20,000 rows").click();
  await page.getByRole("progressbar").waitFor();
  await page.getByText(/% · .* of 20,000/).waitFor();
  await assertAccessible(page, "while rows are imported");
  await screenshot(page, "import-progress");
  // The page is closed meanwhile, and the work goes on.
  await page.goto("/desk/tickets");
  await eventually("the import is done", async () => (await desk.read(`/imports/${id}`)).state === "done", 300_000);
  await page.goto(address);
  await page.getByRole("heading", { name: "Result", exact: true }).waitFor();
  await page.getByText("must be filled").first().waitFor();
  await assertAccessible(page, "the result");
  await screenshot(page, "import-result");
  const done = await desk.read(`/imports/${id}`);
  const { rows, created, updated, kept, rejected } = done.result;
  assert.deepEqual({ rows, created, updated, kept, rejected }, { rows: ROWS, created: ROWS - 500, updated: 0, kept: 0, rejected: 500 });
  assert.deepEqual(done.result, checked.result, "the check said the same");
  assert.equal(await total(), before + ROWS - 500);

  // The table of refused rows: those and no others, with all their columns and why.
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download refused rows" }).click()]);
  const [head, ...refused] = cellsOf(await readFile(await download.path()));
  assert.equal(head.at(-1), "reason");
  assert.equal(refused.length, 500);
  for (const row of refused) {
    const [, number, column, why] = row.at(-1).match(/^Row (\d+), ([^:]+): (.+)$/) ?? assert.fail(row.at(-1));
    assert.equal(faulty.get(Number(number)), column);
    assert.ok(why.length > 5);
    assert.equal(row[10], String(Number(number) - 2), "the row is the one of the file");
  }
  const numbers = new Set(refused.map((row) => Number(row.at(-1).match(/\d+/)[0])));
  assert.deepEqual([...numbers].sort((a, b) => a - b), [...faulty.keys()]);
  const found = await desk.write("POST", "/companies/query", { q: "13500000003" });
  assert.equal(found.rows[0].row.name, "Hangzhou 000003 Lift Works", "the phone number is found however it is written");

  // A dispatcher may not delete customers; an administrator takes the import back.
  assert.equal(await button(page, "Take back this import").count(), 0);
  const admin = await openOffice("admin");
  await admin.goto(address);
  await button(admin, "Take back this import").click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByText("19500 customers it created are thrown away").waitFor();
  await assertAccessible(admin, "before taking back");
  await screenshot(admin, "import-undo");
  await dialog.getByRole("button", { name: "Take back this import" }).click();
  await admin.getByText("took it back: 19500 customers were thrown away").waitFor({ timeout: 300_000 });
  await screenshot(admin, "import-undone");
  assert.equal(await total(), before, "nothing is left");
  assert.deepEqual(errors.filter((error) => !error.includes("422")), [], "but for the columns without a name");
});

test("contacts without headings, on a narrow screen, dark and in Chinese; who is there stays, missing companies are made", { timeout: 240_000 }, async () => {
  const page = await openOffice("dana", "zh-CN", "dark", { viewport: PHONE.viewport });
  const errors = watchErrors(page);
  await page.goto("/desk/customers/import?noun=contact");
  await page.getByRole("heading", { name: "导入客户" }).waitFor();
  await assertAccessible(page, "choosing a file, narrow");
  await screenshot(page, "import-file-narrow");
  await page.locator('input[type="file"]').setInputFiles({ name: "broken.csv", mimeType: "text/csv", buffer: Buffer.from([0x50, 0x4b, 3, 4, 1, 2, 3]) });
  await page.getByText("这不是表格").waitFor();
  const text = "晨光大厦,王强,13800001111\n晨光大厦,,13800002222\n晨光大厦,李梅,12\n";
  await page.locator('input[type="file"]').setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.getByRole("heading", { name: "people.csv" }).waitFor();
  assert.equal(await page.getByLabel("第一行是标题").isChecked(), false);
  await page.getByLabel("A 列 对应的字段").selectOption("companies");
  await page.getByLabel("B 列 对应的字段").selectOption("name");
  await page.getByLabel("C 列 对应的字段").selectOption("phone");
  await page.getByLabel("新建缺少的公司").check();
  await page.getByLabel("不更新重复信息").check();
  await assertAccessible(page, "the columns, narrow");
  await screenshot(page, "import-columns-narrow");
  await button(page, "导入 3 行").click();
  await page.getByRole("heading", { name: "1 行被拒绝" }).waitFor({ timeout: 60_000 });
  await assertAccessible(page, "the result, narrow");
  await screenshot(page, "import-result-narrow");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= PHONE.viewport.width, `the page is ${width} px wide`);
  const [company] = (await desk.write("POST", "/companies/query", { q: "晨光大厦" })).rows;
  const detail = await desk.read(`/companies/${company.row.id}`);
  assert.deepEqual(detail.contacts.map((one) => one.name).sort(), ["13800002222", "王强"]);
  await page.goto("/desk/customers/import?noun=contact");
  await page.getByRole("link", { name: "people.csv" }).waitFor();
  await screenshot(page, "import-list-narrow");
  assert.deepEqual(errors.filter((error) => !error.includes("422")), [], "but for the file that is no table");
});

test("what the list shows goes out as a table that says the same", { timeout: 120_000 }, async () => {
  const page = await openOffice();
  await page.goto("/desk/customers?tab=companies&q=a");
  await button(page, "Export").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Export customers" }).waitFor();
  await assertAccessible(page, "before exporting");
  await screenshot(page, "export");
  const link = dialog.getByRole("link", { name: "Excel (.xlsx)" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(download.suggestedFilename(), "companies.xlsx");
  const [head, ...rows] = cellsOf(await readFile(await download.path()));
  assert.deepEqual(head.slice(0, 4), ["Name", "Customer group", "Tags", "Phone"]);
  const shown = await desk.write("POST", "/companies/query", { q: "a", limit: 200 });
  assert.deepEqual(rows.map((row) => row[0]), shown.rows.map((one) => one.row.name));
});
