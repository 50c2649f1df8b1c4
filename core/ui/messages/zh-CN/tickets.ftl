# 工单界面。

## 列表
tickets-by-status = 按状态查看工单
tickets-unsolved = 未解决
tickets-all = 全部
tickets-find = 查找工单
tickets-sort = 排序
tickets-sort-updated = 最近更新在前
tickets-sort-created = 最新创建在前
tickets-sort-priority = 最紧急在前
tickets-empty = 这里没有工单
tickets-empty-text = 客户从表单、电话提交的请求，以及同事新建的工单都会到这里。
tickets-nobody = 无人负责

## 工单详情
tickets-asked = 客户诉求
tickets-no-description = 没有填写描述。
tickets-conversation = 沟通记录
tickets-conversation-empty = 还没有人留言。
tickets-handling = 处理
tickets-status = 状态
tickets-assignee = 负责人
tickets-visits = 上门任务
tickets-no-visits = 还没有上门任务。
tickets-create-visit = 新建上门任务
tickets-type = 类型
tickets-source = 来源
tickets-created = 创建时间
tickets-first-response = 首次回复用时
tickets-source-remote = 远程协助
tickets-source-chat = 在线会话
tickets-source-call-centre = 电话
tickets-source-message = 留言
tickets-source-system = 工作台
tickets-source-other = 其他
tickets-source-api = 接口
tickets-source-publishing = 表单
tickets-source-email = 邮件
tickets-source-other-tenant = 合作方

## 沟通
tickets-system = 系统
tickets-public = 回复客户
tickets-internal = 内部
tickets-from-customer = 客户留言
tickets-to-whom = 谁能看到
tickets-reply-public = 写给客户
tickets-reply-internal = 写给同事
tickets-send-public = 发给客户
tickets-send-internal = 保存备注
tickets-reply-files = 附件
tickets-log-create = 创建工单
tickets-log-edit = 修改工单
tickets-log-set-row = 修改明细行
tickets-log-remove-row = 删除明细行
tickets-log-assign = 转给{ $name }
tickets-log-unassign = 已取消负责人
tickets-log-withdraw = 客户已撤回
tickets-log-withdraw-reason = 客户已撤回：{ $reason }
tickets-log-set-status = 状态改为{ $status }
tickets-log-set-status-rule = 状态改为{ $status }（规则“{ $rule }”）

## 新建工单与工单客户
tickets-new = 新建工单
tickets-create = 创建工单
tickets-customer = 客户
tickets-customer-unknown = 此工单没有关联已登记的客户。
tickets-customer-fields = 显示字段
tickets-record-company = 登记公司
tickets-record-contact = 登记联系人
