# 资产表及其数据、附近的公司，以及联系人的渠道标识。

## 字段
cust-asset-name = 名称
cust-asset-model = 型号
cust-asset-serial-number = 序列号
cust-asset-province = 省份
cust-asset-city = 城市
cust-asset-district = 区县
cust-asset-street = 详细地址
cust-asset-place = 地图位置
cust-asset-address = 地址
cust-asset-remark = 备注
cust-asset-created-at = 登记时间
cust-asset-company = 公司
cust-asset-contact = 联系人
cust-asset-agent = 员工
cust-asset-owner-name = 归属

## 数据
assets-tab = 设备与资产表
assets-table = 资产表
assets-archived-name = { $name }（已停用）
assets-new = 新增数据
assets-new-in = 新增：{ $table }
assets-add = 添加到{ $table }
assets-empty-text = 添加或导入数据后，会显示在这里。
assets-others = 其他资产表
assets-none-here = 暂无数据。
assets-owner = 归属
assets-owner-company = 公司
assets-owner-contact = 联系人
assets-owner-agent = 员工
assets-owner-tenant = 本组织
assets-owner-find = 按名称查找
assets-owner-is = 归属：{ $name }
assets-choose-owner = 请选择归属。
assets-nobody = 没有找到。
assets-give = 更改归属
assets-removed = 已移除
assets-remove-title = 移除{ $name }？
assets-remove-verb = 移除{ $name }
assets-remove-text = 三十天内可以恢复。
assets-remove-busy = 还有未完成的工作：{ $tickets } 个工单、{ $visits } 个上门任务，它们会继续保留。数据三十天内可以恢复。

## 二维码
assets-code = 二维码
assets-code-text = 贴在设备上的二维码会打开表单，并自动填好公司和设备。
assets-code-no-form = 还没有发布的表单，二维码没有可打开的内容。
assets-code-form = 打开的表单
assets-code-make = 生成二维码

## 设置 → 资产表
assets-settings = 资产表
assets-settings-intro = 记录客户、员工或本组织名下的设备、合同、备件等。每张表有自己的字段。
assets-table-new = 新建资产表
assets-table-form = 采用明细表单的字段
assets-table-form-hint = 新表以该表单的列开始，计算列仍留在表单中。
assets-table-missing = 没有这张资产表
assets-table-missing-text = 可能是从旧链接打开的。
assets-rows = { $count } 条
assets-key = 标识
assets-key-hint = 小写字母、数字和下划线，建立后不能修改。
assets-key-fixed = 数据按此标识保存，不能修改。
assets-unique = 唯一字段
assets-unique-hint = 任意两条数据在此字段的值不能相同，导入的文件按它识别已有数据。
assets-archive = 停用资产表
assets-unarchive = 重新启用
assets-archived = 已停用
assets-archived-text = 不再接受新数据，已有的数据及其内容保留。
fields-problem-has-twins = 有两条数据在此字段的值相同。

## 附近的公司
nearby-tab = 地图
nearby-radius = 范围
nearby-km = { $value } 公里
nearby-engineer = 以工程师为中心
nearby-company = 以公司为中心
nearby-company-none = 没有找到有地图位置的公司。
nearby-map = 地图上的公司
nearby-list = 按距离排列的公司
nearby-point = 所选位置
nearby-start = 请选择位置
nearby-start-text = 点击地图，或选择一位工程师、一家公司，查看附近的客户。
nearby-count = { $name }附近有 { $count } 家公司
nearby-first = { $name }附近共 { $total } 家，显示最近的 { $count } 家
nearby-nobody = 附近没有公司
nearby-nobody-text = 请扩大范围或换一个位置。没有地图位置的公司不会显示。

## 联系人的渠道标识
cust-contact-identity-remote = 远程识别码
cust-contact-identity-wechat = 微信
cust-contact-identity-whatsapp = WhatsApp
cust-contact-identity-telegram = Telegram
cust-contact-identity-line = LINE
cust-log-bind = 添加了标识
cust-log-unbind = 移除了标识
identity-title = 远程与渠道标识
identity-add = 添加标识
identity-none = 还没有标识。添加后，会话和消息会归到此联系人。
identity-by = { $name }，{ $date }
identity-remove = 移除 { $id }
identity-channel = 渠道
identity-id = 标识
identity-hint = 远程客户端显示的九位数字。
identity-taken-title = 此标识已属于他人
identity-taken = 目前属于{ $owner }。移到{ $name }后，今后的会话归{ $name }。
identity-taken-hidden = 目前属于您无权查看的联系人。移到{ $name }后，今后的会话归{ $name }。
identity-move = 移到{ $name }
fields-problem-not-nine-digits = 远程识别码是九位数字。
