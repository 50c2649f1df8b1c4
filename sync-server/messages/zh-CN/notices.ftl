# 离开系统的通知用语：推送标题、电子邮件。
notice-visit-assigned = 新的上门任务 { $number }
notice-visit-taken = 任务 { $number } 已转给同事
notice-visit-unassigned = 任务 { $number } 已从您的列表移除
notice-visit-cancelled = 任务 { $number } 已取消
notice-visit-rejected = { $by } 拒绝了任务 { $number }
notice-visit-completed = 任务 { $number } 已完成
notice-cancel-requested = { $by } 申请取消任务 { $number }
notice-late-record = { $by } 在已转出的任务 { $number } 上提交了记录
notice-ticket-created = 新工单 { $number }
notice-ticket-replied = 客户回复了工单 { $number }
notice-ticket-withdrawn = 客户撤回了工单 { $number }
notice-rule-told = 工单 { $number }：{ $title }
notice-payment-paid = 已收款：{ $title } { $number }
notice-payment-unclear = 收款需要处理：{ $title } { $number }
notice-swap-asked = { $by } 想与您在 { $title } 换班
notice-swap-agreed = { $by } 同意在 { $title } 换班
notice-swap-to-approve = { $by } 已同意 { $title } 的换班，等您审批
notice-swap-declined = { $by } 无法在 { $title } 换班
notice-swap-withdrawn = { $by } 撤回了 { $title } 的换班申请
notice-swap-approved = { $title } 的换班已获批准
notice-licence-ends = 贵组织的许可将于 { $title } 到期
notice-swap-rejected = { $title } 的换班未获批准

sms-code = { $tenant }的验证码：{ $code }，五分钟内有效。请勿告诉来电索要的人。

mail-receipt-subject = 已收到您的报修 { $number }
mail-receipt-text = 您好，
    { "" }
    您的报修“{ $title }”已收到，编号为 { $number }。
    { "" }
    在此查看进度或给我们留言：
    { $link }
    { "" }
    { $tenant }
mail-confirm-subject = 请确认您的邮箱地址
mail-confirm-text = 您好，
    { "" }
    { $tenant } 将此邮箱设为服务合同相关邮件的收件地址。
    如果无误，请在三天内通过以下链接确认：
    { $link }
    { "" }
    如果您对此不知情，请忽略本邮件。
mail-licence-subject = { $tenant } 的许可将于 { $title } 到期
mail-licence-text = 您好，
    { "" }
    { $tenant } 的许可将于 { $title } 到期。到期后仍可查看和导出全部资料，但无法再写入。
    如需续期，请联系服务器的运营方。
# What the set-up wizard makes in the organisation's language.
seed-form-title = 报修
seed-form-intro = 请告诉我们出了什么问题。我们会回电并派人上门。
seed-form-phone = 电话号码
seed-form-contact-name = 您的姓名
seed-form-description = 出了什么问题？
seed-form-machine = 设备上的编号
seed-form-email = 邮箱
seed-calendar = 工作时间
notice-link-asked = { $by } 请求关联
notice-link-agreed = { $by } 已与贵公司关联
notice-link-declined = { $by } 拒绝了关联
notice-link-withdrawn = { $by } 撤回了邀请
notice-link-unbound = { $by } 解除了关联

# stands in the place of a name
erased-person = 已抹除的联系人
notice-details-to-review = { $title } 提交了新的资料，等待您审核
mail-details-subject = 您在 { $tenant } 的资料
mail-details-text = { $name }，您好：
    { "" }
    通过下面的链接可以查看和修改 { $tenant } 保存的您的资料。链接仅供您本人使用，{ $until } 失效：
    { $link }
    { "" }
    如果不是您本人申请，无需任何操作。
    { "" }
    { $tenant }
mail-mine-subject = 您在{ $tenant }的请求
mail-mine-text = { $name }，您好：
    { "" }
    在这里查看您的请求及进度。此链接仅供您本人使用，{ $until } 失效：
    { $link }
    { "" }
    如果不是您本人申请，请忽略。
    { "" }
    { $tenant }
notice-sla-first-due = 工单 { $number } 的首次响应即将到期
notice-sla-second-due = 工单 { $number } 的二次响应即将到期
notice-sla-solution-due = 工单 { $number } 的解决期限即将到期
notice-sla-first-missed = 工单 { $number } 的首次响应已超时
notice-sla-second-missed = 工单 { $number } 的二次响应已超时
notice-sla-solution-missed = 工单 { $number } 的解决已超时
mail-sla-subject = 您的请求 { $number }
mail-sla-due-text = 您好，
    { "" }
    您的请求“{ $title }”（编号 { $number }）正在处理中，我们没有忘记。
    { "" }
    您可以在此查看进度并给我们留言：
    { $link }
    { "" }
    { $tenant }
mail-sla-missed-text = 您好，
    { "" }
    您的请求“{ $title }”（编号 { $number }）的处理时间超过了我们的承诺。非常抱歉，我们正在处理。
    { "" }
    您可以在此查看进度并给我们留言：
    { $link }
    { "" }
    { $tenant }
