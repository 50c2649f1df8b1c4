# 客户表格：导入与导出。

## 入口与出口
imports-import = 导入
imports-export = 导出
imports-export-title = 导出客户
imports-export-text = 列表中的 { $count } 个客户及其全部字段。
imports-export-more = 导出的表格可以再次导入。其中不含附件和登记时间。导出会记入审计日志。

## 选择文件
imports-title = 导入客户
imports-to-list = 返回列表
imports-all = 全部导入
imports-noun = 文件内容
imports-not-allowed = 你无权导入客户
imports-not-allowed-text = 管理员可以为你的角色授予导入权限。
imports-choose = 选择文件
imports-intro-company = 公司表格，每行一个。每行须有名称；同名公司会被更新。
imports-intro-contact = 联系人表格，每行一个，第一列为公司名称。每行须有姓名或手机；同一公司中手机相同的联系人会被更新。
imports-intro-asset = 资产表的数据，每行一条。名称必填；归属填写在公司、联系人、员工三列之一。已有的数据按唯一字段识别。
imports-title-ticket = 导入工单
imports-intro-ticket = 每行一个工单的表格。每行必须有标题，都会新建工单；模板按名称查找，客户按名称和电话查找。每行必须填写其模板的必填字段。
imports-limits-ticket = Excel（.xlsx、.xls）或 CSV，最大 10 MB、5,000 行。确认之前不会保存任何内容。
imports-all-new = 每行都会新建一个工单，不能一次撤销，请先检查。
imports-file-too-many-tickets = 文件超过 5,000 行，请拆分。
imports-file-title-required = 请指定哪一列是标题。
imports-export-tickets = { $count ->
   *[other] 导出 { $count } 个工单，电话号码按您看到的形式。导出会记入审计日志。
}
imports-export-parts = 列表有 { $count } 个工单，一个表格最多 5,000 个，因此按工单创建的先后分批导出，每批 5,000 个；期间如有变动，也不会遗漏或重复。缩小范围（例如按日期或状态）后可按列表顺序一次导出。
imports-export-part = 批次
imports-export-part-of = 第 { $from } 至 { $to } 个工单
imports-export-title-ticket = 导出工单
imports-export-columns = 列
imports-export-all-columns = 所有列
imports-limits = 支持 Excel（.xlsx、.xls）和 CSV，最大 50 MB、100,000 行。在你确认之前不会保存任何内容。
imports-choose-file = 选择文件
imports-reading = 正在读取文件
imports-template = 空白模板：
imports-template-xlsx = Excel（.xlsx）
imports-template-csv = CSV
imports-former = 以往的导入
imports-none = 还没有导入过。
imports-nameless = 未命名文件
imports-by = { $name }，{ $at }

## 文件被拒绝的原因
imports-file-empty = 文件为空。
imports-file-not-a-table = 这不是表格。请选择 Excel 或 CSV 文件。
imports-file-encoding = 无法识别此文件的字符。请另存为 CSV UTF-8 或 .xlsx。
imports-file-too-many-rows = 文件超过 100,000 行，请拆分。
imports-file-too-many-columns = 文件超过 200 列，请去掉不导入的列。
imports-file-cell-too-long = 文件中有单元格超过任何字段的长度。
imports-file-only-headings = 文件只有标题，没有数据行。
imports-file-unreadable = 无法从本设备读取此文件。
imports-file-name-required = 请指定哪一列是名称。
imports-file-name-or-mobile = 请指定哪一列是姓名或手机。
imports-file-company-required = 请指定哪一列是公司。
imports-file-taken = 已有其他列对应此字段。
imports-file-unknown-field = 此字段已不存在。
imports-file-too-many = 文件的列过多。
imports-file-other = 无法这样导入此文件。

## 步骤与状态
imports-steps = 导入步骤
imports-step-file = 文件
imports-step-columns = 列
imports-step-check = 检查
imports-step-run = 导入
imports-step-result = 结果
imports-state-uploaded = 未开始
imports-state-checking = 检查中
imports-state-checked = 已检查
imports-state-running = 导入中
imports-state-done = 已导入
imports-state-undoing = 撤销中
imports-state-undone = 已撤销
imports-state-failed = 提前结束
imports-failed = 工作提前结束
imports-trouble-not-allowed = 发起人已无权导入客户。
imports-stop = 停止
imports-trouble-stopped = 已手动停止。已保存的行计入下方结果，可以撤销。
imports-trouble-check-stopped = 检查已停止，未保存任何数据。
imports-trouble-interrupted = 已保存的行计入下方结果，可以撤销。
imports-trouble-cleared-away = 此文件的数据已在三十天后清除。
imports-trouble-damaged = 此文件的数据已损坏，请重新上传。

## 列
imports-columns = 各列对应的字段
imports-header = 第一行是标题
imports-header-hint = 没有标题时，列称为 A、B、C，第一行视为数据。
imports-column = { $letter } 列
imports-field-for = { $column } 对应的字段
imports-pass-over = 不导入
imports-passed-over = { $count ->
    [0] 所有列都将导入。
   *[other] { $count } 列不导入。
}
imports-preview = 文件的前几行
imports-no-preview = 不显示文件内容
imports-no-preview-text = 你看到的电话号码已被隐藏，而此文件由他人上传。
imports-how = 导入方式
imports-keep = 不更新重复信息
imports-keep-hint-company = 同名的公司保持不变。
imports-keep-hint-contact = 公司和手机都相同的联系人保持不变。
imports-keep-hint-asset = 唯一字段的值相同的已有数据保持不变。
imports-create-companies = 新建缺少的公司
imports-create-companies-hint = 否则公司不存在的行会被拒绝。
imports-check = 仅检查
imports-check-hint = 检查的结果与导入一致，但不保存任何内容。
imports-run = { $count ->
   *[other] 导入 { $rows } 行
}

## 进度
imports-busy-checking = 正在检查
imports-busy-running = 正在导入
imports-busy-undoing = 正在撤销导入
imports-progress = { $percent }% · { $done } / { $rows }
imports-speed = 每秒 { $speed } 行
imports-may-close = 可以关闭此页面，工作会继续进行，结果保存在这里。

## 结果
imports-check-result = 检查结果
imports-result = 结果
imports-was-rows = 文件中的行
imports-was-created = 新建
imports-was-updated = 更新
imports-was-kept = 保持不变
imports-was-rejected = 拒绝
imports-was-companies = 同时新建的公司
imports-would-be-rows = 文件中的行
imports-would-be-created = 将新建
imports-would-be-updated = 将更新
imports-would-be-kept = 将保持不变
imports-would-be-rejected = 将拒绝
imports-would-be-companies = 将同时新建的公司
imports-count-rows = { $count } 行
imports-count-created = 新建 { $count }
imports-count-updated = 更新 { $count }
imports-count-kept = 不变 { $count }
imports-count-rejected = 拒绝 { $count }
imports-refused = { $count } 行被拒绝
imports-refused-text = 在下载的表格中改正后再导入即可，原因一列会被忽略。
imports-refused-file = 下载被拒绝的行
imports-refused-rows = 被拒绝的行
imports-refused-more = 这里是前 { $count } 行，全部在表格中。
imports-head-row = 行
imports-head-column = 列
imports-head-reason = 原因
imports-reason-required = 必须填写
imports-reason-option-not-found = 选项中没有“{ $detail }”
imports-reason-duplicate-in-file = 与第 { $detail } 行是同一客户
imports-reason-company-not-found = 没有公司“{ $detail }”
imports-reason-permission-denied = 你无权修改此客户
imports-problem-too-long = 内容过长
imports-problem-one-line = 只能填写一行
imports-problem-not-a-number = 不是数字
imports-problem-not-whole = 不是整数
imports-problem-out-of-range = 数字过大或过小
imports-problem-not-a-date = 不是日期，请写成 2026-12-31
imports-problem-not-a-moment = 不是日期或时间，请写成 2026-12-31 或 2026-12-31 08:30
imports-problem-not-a-choice = 请填写“是”或“否”
imports-problem-not-the-form = 不符合此字段要求的格式
imports-problem-not-a-phone = 不是电话号码
imports-problem-not-an-email = 不是邮箱地址
imports-problem-not-a-web-address = 不是网址
imports-problem-not-a-place = 不是位置，请写成“纬度, 经度”
imports-problem-too-many = 值过多
imports-problem-wrong-kind = 此字段不接受该内容
imports-problem-masked = 号码被星号隐藏，新客户需要完整号码
imports-problem-one-owner = 只能属于一个：公司、联系人或员工
imports-problem-several-people = 有多个联系人同名
imports-problem-before-start = 结束早于开始
imports-problem-other = 此字段不接受该内容

## 撤销
imports-undo = 撤销此次导入
imports-undo-title = 撤销此次导入？
imports-undo-text = 导入新建的 { $created } 个客户将被删除，更新的 { $updated } 个客户恢复原值。此后被修改过的客户保持不变并列出。
imports-undone = { $name } 已撤销：删除 { $removed } 个客户，{ $restored } 个恢复原值。
imports-left = { $count } 个客户保持不变
imports-left-changed = 此后被修改过
imports-left-busy = 有未完成的工单或上门
imports-row = 第 { $row } 行
staff-fault-another-import = 另一个导入正在进行，请等它完成后再开始。
staff-fault-cleared-away = 此文件的数据已在三十天后清除，请重新上传。
staff-fault-author = 只有上传者可以导入此文件。
