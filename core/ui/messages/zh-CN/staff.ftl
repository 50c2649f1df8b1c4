# 设置 → 员工、分组、角色、功能：谁在这里工作，谁能做什么，组织使用哪些功能。

## 员工
staff-title = 员工
staff-add = 添加员工
staff-new = 新员工
staff-find = 按姓名、账号、技能或标签查找
staff-all-groups = 全部分组
staff-all-roles = 全部角色
staff-state = 状态
staff-state-enabled = 在职
staff-state-disabled = 已停用
staff-state-all = 所有人
staff-disabled = 已停用
staff-empty = 没有符合的员工
staff-empty-text = 使用 Truckroll 的所有同事都列在这里。
staff-unknown = 没有这位员工
staff-to-list = 前往员工列表
staff-made = { $name }现在可以登录了。
staff-saved = 已保存{ $name }。
staff-read-only = 您可以查看，但不能修改
staff-read-only-text = 修改员工需要相应权限，且您的权限不能小于对方。
staff-look-again = 同事刚刚修改过这里。请再看一下，如仍需要请重新操作。
staff-overtaken = 同事已修改{ $name }
staff-overtaken-text = 您的修改仍在此处，尚未保存。可以采用对方的版本并放弃自己的修改，或保留自己的修改后再保存。
staff-take-theirs = 采用对方的版本
staff-and-more = 另有 { $count } 项
staff-joint = 、

## 表单
staff-person = 个人信息
staff-name = 姓名
staff-given-name = 对客户显示的称呼
staff-given-name-hint = 客户看到的称呼；留空则显示姓名。
staff-account = 账号
staff-account-hint = 用于登录：小写字母、数字和 . _ - @，之后不能修改。
staff-account-asking = 正在检查是否可用…
staff-account-free = “{ $account }”可以使用。
staff-account-taken = “{ $account }”已被使用，账号不能重复。
staff-password = 初始密码
staff-password-hint = 至少 10 个字符，请当面告知。
staff-role-and-groups = 角色与分组
staff-role = 角色
staff-role-choose = 请选择角色
staff-group = 分组
staff-groups = 分组
staff-contact = 联系方式
staff-mobile = 手机
staff-landline = 座机
staff-email = 电子邮箱
staff-employee-number = 工号
staff-employee-number-hint = 来电时会播报。
staff-work = 工作
staff-shift-from = 上班时间
staff-shift-to = 下班时间
staff-shift-hint = 都留空表示不限时段；可以跨过午夜。
staff-skills = 技能
staff-skill = 添加技能
staff-skill-hint = 上门任务会要求技能；不填日期则长期有效。
staff-skill-until = { $skill }的有效期至
staff-skill-remove = 移除技能 { $skill }
staff-tags = 标签
staff-tag = 添加标签
staff-tag-hint = 会话按标签匹配员工。
staff-tag-remove = 移除标签 { $tag }
staff-add-to = { $name }：添加
staff-suggestions = 同事已使用
staff-nobody-found = 没有可添加的同名员工。

## 授权
staff-seats = 已用授权
staff-licences = 授权
staff-licences-text = 点击即可授权或收回，员工下次操作时生效。
staff-licences-of = { $name }的授权
staff-licence-on = { $module }：已授权
staff-licence-off = { $module }：未授权
staff-licence-on-press = { $module }：已授权，点击收回。
staff-licence-off-press = { $module }：未授权，点击授权。
staff-licence-given = 已授权{ $name }使用{ $module }。
staff-licence-taken = 已收回{ $name }的{ $module }授权。
staff-licence-take = 收回{ $name }的{ $module }授权？
staff-licence-take-text = { $name }下次操作时将无法使用。不会删除任何内容，角色保持不变。
staff-licence-take-verb = 收回授权
staff-module-chat = 会话
staff-module-tickets = 工单
staff-module-calls = 通话
staff-module-visits = 上门任务
staff-module-remote = 远程协助
staff-module-reports = 报表

## 实际权限
staff-effect = 实际权限
staff-effect-nothing = 无：没有角色，或角色未授予任何权限。
staff-effect-disabled = 账号停用期间没有任何权限。
staff-effect-else = 除此之外没有其他权限。
staff-effect-no-licence = 没有{ $module }授权，不生效
staff-effect-off = { $feature }已关闭，不生效
staff-everything = 全部操作
staff-area-tickets = 工单
staff-area-visits = 上门任务
staff-area-customers = 客户
staff-area-service-records = 服务记录
staff-area-staff = 员工管理
staff-area-statistics = 统计
staff-area-monitoring = 监控
staff-area-faq = 常见问题
staff-area-linked-companies = 关联企业
staff-area-value-added = 增值服务
staff-area-settings = 设置
staff-area-other = 其他
staff-area-fees = 收费与支付
staff-verb-view = 查看
staff-verb-create = 新建
staff-verb-edit = 修改
staff-verb-delete = 删除
staff-verb-import = 导入
staff-verb-export = 导出
staff-verb-assign = 分派
staff-verb-work = 承接
staff-reach-own = 本人
staff-reach-group = 所在分组
staff-reach-tree = 所在分组及下级
staff-reach-all = 全部

## 停用
staff-disable = 停用
staff-enable = 启用
staff-enabled = { $name }可以重新登录了。
staff-disable-title = 停用{ $name }？
staff-disable-verb = 停用{ $name }
staff-disable-text = 所有登录立即结束，此账号不能再登录。已有记录保留姓名；之后可以重新启用。
staff-disable-nothing = 没有需要移交的工作。
staff-disable-stays = 未停用，因为仍有{ $what }。请重新选择。
staff-disabled-done = 已停用{ $name }。
staff-tickets-to = 工单移交给
staff-visits-to = 上门任务移交给
staff-to-somebody-else = 不交给 { $name }，另选他人
staff-to-nobody-hint = 输入姓名中的几个字再选择。不选则暂不指派给任何人。

## 关联数量
staff-usage-agents = { $count } 名员工
staff-usage-groups = { $count } 个下级分组
staff-usage-open-tickets = { $count } 个未完成工单
staff-usage-open-visits = { $count } 个未完成任务
staff-usage-published-links = { $count } 个已发布链接
staff-usage-other = { $count } 项其他内容

## 问题
staff-problem-required = 此项必填。
staff-problem-too-long = 内容过长。
staff-problem-too-short = 至少需要 10 个字符。
staff-problem-length = 长度为 2 至 64 个字符。
staff-problem-characters = 只能用小写字母、数字和 . _ - @。
staff-problem-taken = 已被使用。
staff-problem-not-a-number = 这不是电话号码。
staff-problem-not-an-address = 这不是电子邮箱地址。
staff-problem-not-a-word = 每项最多 40 个字符，且不能为空。
staff-problem-twice = 有重复的内容。
staff-problem-too-many = 数量过多。
staff-problem-unknown-skill = 有日期没有对应的技能。
staff-problem-unknown-group = 该分组已不存在。
staff-problem-unknown-role = 该角色已不存在。
staff-problem-unknown-agent = 其中有人已不在此工作。
staff-problem-roles-are-off = 自定义角色已关闭，请选择内置角色。
staff-problem-half-a-shift = 上班和下班时间须同时填写。
staff-problem-not-a-time = 这不是有效时间。
staff-problem-below-itself = 分组不能位于自己之下。
staff-problem-too-deep = 分组最多五级。
staff-problem-view-required = 要修改必须先能查看。
staff-problem-administrator = 管理员的权限不能修改。
staff-problem-cannot-take-over = 这位同事不能承接此类工作。
staff-problem-other = 无法这样保存。
staff-fault-beyond-your-role = 这超出了您自己角色的权限。
staff-fault-last-administrator = 组织至少需要一名管理员，这是最后一名。
staff-fault-yourself = 不能停用自己。
staff-fault-feature-off = 本组织已关闭{ $feature }。

## 分组
groups-title = 分组
groups-intro = 同组员工共同承担工作；主管可查看本组及下级分组的工作。拖动分组或使用箭头可调整同级顺序。
groups-add = 添加分组
groups-add-below = 在{ $name }下添加分组
groups-edit = 编辑{ $name }
groups-remove = 删除{ $name }
groups-remove-text = 分组将从列表和筛选中消失，且无法撤销。
groups-remove-verb = 删除分组
groups-removed = 已删除{ $name }。
groups-in-use = { $name }仍在使用
groups-in-use-text = 仍有{ $what }。请先移走，再删除分组。
groups-empty = 还没有分组
groups-empty-text = 分组按地区或工种划分员工；权限、筛选和工单都可以按分组进行。
groups-members = { $count ->
    [0] 没有员工
   *[other] { $count } 名员工
}
groups-supervised = 主管：{ $names }
groups-name = 名称
groups-parent = 上级分组
groups-top = 顶级
groups-supervisors = 主管
groups-supervisors-hint = 可查看本组及下级分组的工作。
groups-supervisor-remove = 取消{ $name }的主管身份

## 角色
roles-title = 角色
roles-intro = 角色决定一个人能做什么、能处理谁的记录。每人有一个角色。
roles-own = 自定义角色
roles-own-empty = 还没有。可以复制内置角色后修改，或从空白开始。
roles-built-in = 内置角色
roles-built-in-mark = 内置
roles-changed = 已修改
roles-add = 添加角色
roles-new = 新角色
roles-unknown = 没有这个角色
roles-to-list = 前往角色列表
roles-members = { $count ->
    [0] 无人
   *[other] { $count } 人
}
roles-about = 角色说明
roles-name = 名称
roles-remark = 备注
roles-remark-hint = 角色的用途，选择角色时会显示。
roles-rights = 权限
roles-rights-text = 未勾选的一律拒绝。拥有此角色的人下次操作时即按新权限执行。
roles-area = 范围
roles-reach = 谁的记录
roles-reach-of = 谁的记录：{ $area }
roles-area-off = 已关闭
roles-saved = 已保存{ $name }，权限立即生效。
roles-administrator = 管理员可以做任何事
roles-administrator-text = 这些权限不能修改，以免所有人都被锁在外面。可以复制此角色后再调整。
roles-read-only-text = 角色由管理员修改。
roles-copy = 复制
roles-copy-of = { $name }（副本）
roles-remove = 删除角色
roles-remove-text = 删除前须无人使用此角色，且无法撤销。
roles-in-use = 仍有{ $what }使用此角色，请先更换他们的角色。
roles-back = 恢复初始设置
roles-back-text = 权限恢复为角色最初的设置，拥有此角色的人下次操作时生效。
roles-came-back = { $name }已恢复初始设置。
roles-who = 拥有此角色的人
roles-nobody = 还没有人。
roles-give = 授予
roles-give-hint = 输入姓名。每人只有一个角色，原角色会被替换。
roles-take = 将{ $name }改为普通员工
role-administrator = 管理员
role-administrator-text = 可以做任何事，并负责组织设置。
role-dispatcher = 调度员
role-dispatcher-text = 查看全部工作，决定谁何时上门。
role-engineer = 工程师
role-engineer-text = 在现场完成上门任务。
role-agent = 普通员工
role-agent-text = 在坐席处理工单。

## 功能
features-title = 功能
features-intro = 关闭组织不用的功能，所有人立即不再看到；不会删除任何内容，重新打开即可恢复。
features-on = 已打开{ $name }。
features-off = 已关闭{ $name }。
features-switch-off = 关闭{ $name }？
features-hanging = 仍有{ $what }。重新打开之前无人能看到它们，但会保留。
features-switch-off-verb = 关闭
feature-block-service = 服务
feature-block-field = 现场
feature-block-organisation = 组织
feature-block-more = 更多
feature-tickets = 工单
feature-tickets-text = 客户的请求以及相关沟通。
feature-visits = 上门任务
feature-visits-text = 上门服务、派单界面和工程师手机应用。
feature-customer-forms = 客户表单
feature-customer-forms-text = 客户通过链接或打印的二维码报修。
feature-ratings = 评价
feature-ratings-text = 任务完成后由客户评价。
feature-tracks = 轨迹
feature-tracks-text = 工程师从接受到完成任务期间的位置。
feature-role-management = 角色管理
feature-role-management-text = 在内置角色之外自定义角色；打开后每位员工必须有角色。
feature-roster = 排班
feature-roster-text = 按日历排班。关闭时每人按员工资料中的上下班时间工作。
feature-linked-companies = 关联企业
feature-linked-companies-text = 工单可以在相互关联的组织之间流转。
feature-reports = 报表
feature-reports-text = 数据与趋势。
feature-chat-triggers = 会话触发器
feature-chat-triggers-text = 自动处理会话的规则。

## 不可访问的界面
desk-refused-screen = 如果工作需要，请联系管理员。
desk-feature-off = { $name }已关闭
desk-feature-off-text = 管理员可以重新打开；没有删除任何内容。
desk-to-module = 前往{ $name }
