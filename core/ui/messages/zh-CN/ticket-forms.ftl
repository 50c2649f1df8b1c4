# 工单表单：模板、明细表单和填写。

## 填写
ticket-forms-details = 详细信息
ticket-forms-template = 模板
ticket-forms-no-template = 无
ticket-forms-edit = 修改详细信息
ticket-forms-no-rows = 还没有明细。
ticket-forms-add-row = 添加一行
ticket-forms-remove-row = 删除第 { $number } 行

## 问题
fields-problem-not-valid = 这里的内容不符合要求。
fields-problem-is-computed = 这是计算字段，不能手动填写。
fields-problem-read-only = 您不能在这里修改此字段。
fields-problem-not-in-template = 此工单的模板没有这个字段。
fields-problem-not-for-you = 您不能使用此模板。
fields-problem-unknown-field = 没有这个字段。
fields-problem-for-tickets = 只有工单才有这种类型的字段。
fields-problem-not-in-rows = 明细中不能有这种类型的列。
fields-problem-several-values = 这里有多个值，请使用 sum、count 等接受多个值的函数。
fields-problem-unfinished = 结尾缺少内容。
fields-problem-unexpected = 这里有不该出现的内容。
fields-problem-unfinished-text = 文本缺少结束引号。
fields-problem-unknown-function = 没有这个函数。
fields-problem-argument-count = 函数括号中的值过多或过少。
fields-problem-wrong-type = 条件只能是“是”或“否”，这里得到的是别的结果，或比较了不能比较的内容。
fields-problem-different-types = 这里需要同一类型的值。
fields-problem-pattern = 无法使用该格式。
fields-problem-unit = 这不是时间单位。
fields-problem-not-a-node-field = 只有自建下拉字段或客服字段可以作为节点。
fields-problem-not-a-limit = 时限至少一分钟，最多一年。

## 设置 → 工单模板
ticket-forms-title = 工单模板
ticket-forms-intro = 模板规定一类工单有哪些字段、何时显示、哪些必填。工单始终使用它创建时的版本。
ticket-forms-new = 新建模板
ticket-forms-empty = 还没有模板
ticket-forms-empty-text = 没有模板时，工单显示全部自有字段。
ticket-forms-version = 版本 { $number } · { $count } 个字段
ticket-forms-version-now = 版本 { $number }
ticket-forms-default = 默认
ticket-forms-default-label = 新建工单默认使用
ticket-forms-default-hint = 创建工单的人可以改选其他模板。
ticket-forms-disabled = 已停用
ticket-forms-archived = 已归档
ticket-forms-missing = 已不存在
ticket-forms-missing-text = 可能已被删除，或地址有误。
ticket-forms-description = 说明
ticket-forms-description-hint = 选择模板的人会看到。
ticket-forms-scope = 谁可以选择
ticket-forms-enabled = 可用于新建工单
ticket-forms-enabled-hint = 已用它创建的工单不受影响。
ticket-forms-groups = 分组
ticket-forms-groups-intro = 同组字段显示在组名之下，可一起折叠。
ticket-forms-group = 分组
ticket-forms-no-group = 无
ticket-forms-group-name = 新分组名称
ticket-forms-group-add = 添加分组
ticket-forms-nodes = 节点
ticket-forms-nodes-intro = 没有流程时，可以把一个字段的取值当作工单经过的节点。每个节点可按工作时间设时限；超时后工单会显示，触发器得到一次通知。
ticket-forms-node-field = 作为节点的字段
ticket-forms-no-nodes = 无
ticket-forms-node-limit = 每个取值的时限
ticket-forms-node-limit-at = “{ $name }”的时限
ticket-forms-node-agent = 为某位客服单独设时限
ticket-forms-node-agent-none = 选择客服
ticket-forms-folded = 默认折叠
ticket-forms-no-fields = 请添加这类工单的字段。
ticket-forms-none-left = 字段已全部加入。可在“设置 → 字段”中新建。
ticket-forms-conditions = 有条件
ticket-forms-shown-when = 显示条件
ticket-forms-shown-when-hint = 留空表示始终显示。例如：part = 'motor' and not empty(volts)
ticket-forms-required-when = 必填条件
ticket-forms-required-when-hint = 与上面的必填选项同时有效。
ticket-forms-valid-when = 有效条件
ticket-forms-valid-when-hint = 例如：people <= 8
ticket-forms-valid-text-en = 无效时的提示（英文）
ticket-forms-valid-text-zh = 无效时的提示（中文）
ticket-forms-read-only = 对谁只读
ticket-forms-remove-text = 已用它创建的工单保留其字段，但不能再用它新建工单。

## 明细表单
ticket-forms-rows-title = 明细表单
ticket-forms-rows-intro = 带明细的字段（如所用材料）的列。多个字段可共用一个表单。
ticket-forms-rows-new = 新建明细表单
ticket-forms-rows-name = 名称
ticket-forms-rows-columns = 列
ticket-forms-rows-archive = 移除
ticket-forms-rows-table = 用作资产表
ticket-forms-columns = { $count } 列
ticket-forms-row-form = 明细表单
ticket-forms-row-form-hint = 明细表单在“设置 → 工单模板”中创建。
ticket-forms-table = 资产表
ticket-forms-choose = 请选择
ticket-forms-formula = 公式
ticket-forms-formula-hint = 例如：sum(parts.price) * 1.13
ticket-forms-fault = { $why }（“{ $about }”，第 { $place } 个字符）

## 适用对象
targets-all = 所有人
targets-some = 指定组或人员
targets-nobody = 无

## 工单字段类型
fields-kind-stars = 星级
fields-kind-signature = 签名
fields-kind-rows = 表单明细
fields-kind-asset-rows = 资产表明细
fields-kind-computed = 计算
fields-kind-agents = 多名员工

## 工单字段
cust-ticket-title = 标题
cust-ticket-description = 描述
cust-ticket-type = 类型
cust-ticket-priority = 优先级
cust-ticket-status = 状态
cust-ticket-source = 来源
cust-ticket-assignee = 负责人
cust-ticket-group = 组
cust-ticket-cc = 抄送
cust-ticket-company-name = 公司
cust-ticket-contact-name = 联系人
cust-ticket-phone = 电话
cust-ticket-asset-name = 设备
cust-ticket-template = 模板
cust-ticket-number = 工单编号
cust-ticket-province = 省份
cust-ticket-city = 城市
cust-ticket-district = 区县
cust-ticket-street = 详细地址
cust-ticket-created-at = 创建时间
cust-ticket-updated-at = 最后更新
cust-ticket-resolved-at = 解决时间
cust-ticket-closed-at = 关闭时间
